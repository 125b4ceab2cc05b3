using Akka.Actor;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Placement;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Branches;

/// <summary>What a branch remembers of the talk with its device: nothing that would be missed after a crash.</summary>
/// <param name="Lease">The lease that both speak under.</param>
/// <param name="Device">Where the device takes commands.</param>
internal sealed record DeviceSession(Lease Lease, IActorRef Device)
{
    /// <summary>How far the device has trained under this lease; null until it is told to begin.</summary>
    public long? Reached { get; private init; }

    /// <summary>The stage it was last told to train.</summary>
    public Stage? Told { get; private init; }

    /// <summary>Whether it was told to let go: nothing more is asked of it.</summary>
    public bool LettingGo { get; private init; }

    /// <summary>The device was told to train a stage; it begins at <paramref name="from"/> if it has not begun yet.</summary>
    public DeviceSession Training(Stage stage, long from) => this with { Told = stage, Reached = Reached ?? from };

    /// <summary>The device was told to let go.</summary>
    public DeviceSession Ending() => this with { LettingGo = true };

    /// <summary>The device has said where it is, in a report that leaves no gap to the <paramref name="stored"/> steps.</summary>
    public DeviceSession Heard(DeviceReport report, long stored) => report switch
    {
        DeviceReport.Progressed { Slice: var slice } => At(slice.FirstStep + slice.Losses.Count),
        DeviceReport.Holding { Step: > 0 } holding => At(Math.Min(holding.Step, stored)),
        _ => this,
    };

    private DeviceSession At(long step) => this with { Reached = Math.Max(Reached ?? 0, step) };
}
