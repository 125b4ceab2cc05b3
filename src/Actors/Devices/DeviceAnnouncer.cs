using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Devices;

/// <summary>
/// Says again and again that its device is there, and to the branch that holds it, how far it is. An actor of its own,
/// since the device's thread may be in a step or a measurement for minutes.
/// </summary>
internal sealed class DeviceAnnouncer : UntypedActor, IWithTimers
{
    /// <summary>So many checkpoints at hand are told: those used last are those a branch starts from.</summary>
    private const int MostNear = 64;

    private readonly DeviceSettings _settings;
    private readonly DeviceDescription _description;
    private readonly IActorRef _device;
    private readonly IActorRef _placement;
    private readonly IActorRef _branches;
    private Standing _standing = new(null, 0, 0, false);

    public DeviceAnnouncer(
        DeviceSettings settings, DeviceDescription description, IActorRef device, IActorRef placement,
        IActorRef branches)
    {
        _settings = settings;
        _description = description;
        _device = device;
        _placement = placement;
        _branches = branches;
    }

    public ITimerScheduler Timers { get; set; } = null!; // Akka sets it before PreStart.

    protected override void PreStart() =>
        Timers.StartPeriodicTimer("announce", Announce.Instance, TimeSpan.Zero, _settings.AnnounceInterval);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Standing standing:
                var isNews = standing.Lease != _standing.Lease;
                _standing = standing;

                if (isNews && !standing.Leaving)
                    Say();
                break;
            case Announce when !_standing.Leaving:
                Say();
                Hold();
                break;
            case Announce:
                Hold();
                break;
        }
    }

    private void Say() => _placement.Tell(
        new TracedEnvelope(new PlacementCommand.Announce(
            _settings.Device, _description, _device, _standing.Lease, _standing.LastEpoch,
            _settings.Near?.Invoke()?.Take(MostNear).ToList())),
        _device);

    private void Hold()
    {
        if (_standing.Lease is { } lease)
            _branches.Tell(
                new ShardingEnvelope(
                    lease.Branch, new TracedEnvelope(new DeviceReport.Holding(_standing.Step) { Epoch = lease.Epoch })),
                _device);
    }

    /// <summary>Where the device is.</summary>
    public sealed record Standing(Lease? Lease, long Step, long LastEpoch, bool Leaving);

    private sealed class Announce
    {
        public static Announce Instance { get; } = new();
    }
}
