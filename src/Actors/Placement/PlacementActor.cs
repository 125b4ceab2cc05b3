using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Telemetry;

namespace Riverrun.Actors.Placement;

/// <summary>Leases devices to branches. Keeps nothing on disk: whoever matters speaks again.</summary>
public sealed class PlacementActor : UntypedActor
{
    private readonly Func<IActorRef> _branches;
    private PlacementState _state = PlacementState.Empty;

    /// <summary>A placement that answers through the region of branches.</summary>
    /// <param name="branches">The region; asked for late, since it starts after the placement.</param>
    public PlacementActor(Func<IActorRef> branches) => _branches = branches;

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TracedEnvelope { Body: PlacementCommand command } envelope:
                if (command is PlacementCommand.Announce announce)
                    Context.Watch(announce.Address);

                _state = _state.After(command);

                if (command is PlacementCommand.Request request && _state.OnItsWay(request) is { } granted)
                    Tell(granted, envelope.TraceParent);

                Grant(envelope.TraceParent);
                break;
            case Terminated terminated:
                foreach (var device in _state.Devices.Values.Where(device => device.Address.Equals(terminated.ActorRef)).ToList())
                    Lose(device);
                break;
            case GetDevices:
                Sender.Tell(_state.Devices.Values
                    .OrderBy(device => device.Device, StringComparer.Ordinal)
                    .Select(device => View(device, _state.Leases.GetValueOrDefault(device.Device)))
                    .ToList());
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Grant(string? trace)
    {
        (_state, var grants) = _state.Place();

        foreach (var lease in grants)
        {
            var branch = lease.BranchId;
            using var activity = RuntimeTelemetry.StartLease(branch.Run.Name, branch.Branch, lease.Device, lease.Epoch, trace);
            RuntimeTelemetry.RecordLease(branch.Run.Name, branch.Branch);
            Tell(lease, activity?.Id ?? trace);
        }

        if (_state.GiveWay() is { } wanted)
            Tell(wanted.Lease, wanted, trace);
    }

    private void Lose(PlacementCommand.Announce device)
    {
        (_state, var lost) = _state.Without(device);

        if (lost is not null)
            Tell(lost, new PlacementReport.Revoked(lost, $"Device {device.Device} is gone."), null);
    }

    /// <summary>Grants a lease, for the first time or because the branch asks again before it has seen the grant.</summary>
    private void Tell(Lease lease, string? trace)
    {
        if (_state.Devices.TryGetValue(lease.Device, out var device))
            Tell(lease, new PlacementReport.Granted(lease, device.Address), trace);
    }

    private void Tell(Lease lease, PlacementReport report, string? trace) =>
        _branches().Tell(new ShardingEnvelope(lease.Branch, new TracedEnvelope(report, TraceParent: trace)));

    private static DeviceView View(PlacementCommand.Announce device, Lease? lease) =>
        new(device.Device, device.Description, lease?.Branch, lease?.Epoch ?? 0);

    /// <summary>Asks for the announced devices; answered by a list of <see cref="DeviceView"/>.</summary>
    public sealed record GetDevices;
}
