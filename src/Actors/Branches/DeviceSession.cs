using Akka.Actor;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Identity;
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

    /// <summary>What it was told last and has not been seen to obey: it may be lost, and is said again.</summary>
    public DeviceCommand? Unheeded { get; private init; }

    /// <summary>Whether it was told to let go: nothing more is asked of it.</summary>
    public bool LettingGo => Unheeded is DeviceCommand.Release;

    /// <summary>
    /// The device was told to train a stage; it begins at <paramref name="from"/> if it has not begun yet.
    /// </summary>
    public DeviceSession Training(DeviceCommand.Train said, long from) =>
        this with { Told = said.Stage, Unheeded = said, Reached = Reached ?? from };

    /// <summary>The device was told to let go.</summary>
    public DeviceSession Ending(DeviceCommand.Release said) => this with { Unheeded = said };

    /// <summary>
    /// The device has said where it is, in a report that leaves no gap to the <paramref name="stored"/> steps.
    /// </summary>
    public DeviceSession Heard(DeviceReport report, long stored) => report switch
    {
        DeviceReport.Progressed { Slice: var slice } e =>
            At(slice.FirstStep + slice.Losses.Count).Heeding(slice.FirstStep, e.StageEnd),
        DeviceReport.Holding { Step: > 0 } holding => At(Math.Min(holding.Step, stored)),
        _ => this,
    };

    /// <summary>A device that trains towards the end it was told has heard of it.</summary>
    private DeviceSession Heeding(long step, long stageEnd) =>
        Unheeded is DeviceCommand.Train { Stage: var told } && told.FirstStep <= step && told.EndStep == stageEnd
            ? this with { Unheeded = null }
            : this;

    private DeviceSession At(long step) => this with { Reached = Math.Max(Reached ?? 0, step) };
}
