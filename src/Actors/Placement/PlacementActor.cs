using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Telemetry;

namespace Riverrun.Actors.Placement;

/// <summary>
/// Leases devices to branches. Keeps nothing on disk but that its term has begun: whoever matters speaks again. A
/// placement that follows another hears late what that one granted last, and one that was cut off does not know that it
/// was followed; each grants only in a term of its own, so no epoch is granted twice.
/// </summary>
internal sealed class PlacementActor : UntypedActor, IWithTimers
{
    /// <summary>
    /// So many ticks a new placement only listens before it asks holders to give way:
    /// a device it has not heard yet may be free.
    /// </summary>
    private const int ListeningTicks = 3;

    private readonly Func<IActorRef> _branches;
    private readonly TimeSpan _tick;
    private readonly int _silentTicks;
    private readonly TimeProvider _time;
    private readonly HashSet<string> _namesakes = [];
    private PlacementState _state = PlacementState.Empty;
    private bool _placing;
    private long? _term;
    private int _ticks;
    private bool _asks;
    private string? _trace;

    /// <summary>A placement that answers through the region of branches.</summary>
    /// <param name="branches">The region; asked for late, since it starts after the placement.</param>
    /// <param name="tick">How often devices announce themselves.</param>
    /// <param name="lostAfter">A device that is silent for so long has lost its lease.</param>
    /// <param name="time">When its term began.</param>
    public PlacementActor(Func<IActorRef> branches, TimeSpan tick, TimeSpan lostAfter, TimeProvider time)
    {
        _branches = branches;
        _tick = tick;
        _silentTicks = Math.Max(1, (int)(lostAfter / tick));
        _time = time;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!; // Akka sets it before PreStart.

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer("tick", Tick.Instance, _tick);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TracedEnvelope { Body: PlacementCommand command } envelope:
                var before = _state;
                Take(_state.After(command));
                Complain(command);

                if (command is PlacementCommand.Request request && _state.OnItsWay(request) is { } granted)
                    Tell(granted, envelope.TraceParent);

                if (_state.MayPlaceAfter(command, before))
                    PlaceSoon(envelope.TraceParent);
                break;
            case Tick:
                _asks = ++_ticks >= ListeningTicks;
                Take(_state.Tick(_silentTicks));
                PlaceSoon(null);
                break;
            case PlaceNow:
                _placing = false;
                Place(_trace);
                break;
            case PlacementTerm.Begun begun:
                _term = begun.Term;
                _state = _state.InTerm(begun.Term);
                PlaceSoon(_trace);
                break;
            case GetDevices:
                Sender.Tell(new DeviceList(
                    [.. _state.Devices.Values.OrderBy(device => device.Name, StringComparer.Ordinal).Select(View)],
                    _state.Waiting.Count));
                break;
            case GetPlaces asked:
                Sender.Tell(WaitingPlaces.Of(_state, asked.Branches));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Take((PlacementState State, IReadOnlyList<PlacementReport.Revoked> Over) after)
    {
        _state = after.State;

        foreach (var revoked in after.Over)
            Tell(revoked.Lease, revoked, null);
    }

    private void Complain(PlacementCommand command)
    {
        if (command is PlacementCommand.Announce announce && _state.IsNamesake(announce)
            && _namesakes.Add(announce.Device))
            Context.System.EventStream.Publish(new Notice(
                $"Two workers announce themselves as {announce.Device}, the one at {announce.Address.Path.Address} "
                + "gets no work; "
                + "give its machine a name of its own and start it again."));
    }

    /// <summary>Once for all that is in the mailbox: ten thousand requests are placed together.</summary>
    private void PlaceSoon(string? trace)
    {
        _trace = trace;

        if (_placing)
            return;

        _placing = true;
        Self.Tell(PlaceNow.Instance);
    }

    private void Place(string? trace)
    {
        var (placed, grants) = _state.Place();

        if (grants.Count > 0 && placed.Term != _term)
        {
            BeginTerm();
            return;
        }

        _state = placed;

        foreach (var lease in grants)
        {
            var branch = lease.BranchId;
            using var activity =
                RuntimeTelemetry.StartLease(branch.Run.Name, branch.Branch, lease.Device, lease.Epoch, trace);
            RuntimeTelemetry.RecordLease(branch.Run.Name, branch.Branch);
            Tell(lease, activity?.Id ?? trace);
        }

        if (!_asks || _state.Waiting.Count == 0)
            return;

        // Once a tick at most: to look through ten thousand who wait at each placing took a tenth of their admission.
        _asks = false;

        foreach (var wanted in _state.GiveWay())
            Tell(wanted.Lease, wanted, trace);
    }

    /// <summary>
    /// Before the first grant, and again when another placement has begun one since. Asked again with each tick until
    /// it has.
    /// </summary>
    private void BeginTerm()
    {
        if (Context.Child("term").IsNobody())
            Context.ActorOf(Props.Create(() => new PlacementTerm(_time)), "term");
    }

    /// <summary>
    /// Grants a lease, for the first time or because the branch asks again before it has seen the grant.
    /// </summary>
    private void Tell(Lease lease, string? trace)
    {
        if (_state.Devices.TryGetValue(lease.Device, out var device))
            Tell(lease, new PlacementReport.Granted(lease, device.Said.Address, device.Said.Description.Computer),
                trace);
    }

    private void Tell(Lease lease, PlacementReport report, string? trace) =>
        _branches().Tell(new ShardingEnvelope(lease.Branch, new TracedEnvelope(report, TraceParent: trace)));

    private static DeviceView View(KnownDevice device) =>
        new(device.Name, device.Said.Description, device.Lease?.Branch, device.Lease?.Epoch ?? 0);

    private sealed class Tick
    {
        public static Tick Instance { get; } = new();
    }

    private sealed class PlaceNow
    {
        public static PlaceNow Instance { get; } = new();
    }
}
