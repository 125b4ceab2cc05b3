using Akka.Actor;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Branches;

/// <summary>
/// How a branch comes by a lease, keeps it and lets go of it: pure. Its state says which lease is in force; here stands
/// what it remembers besides, for as long as its actor lives, and what is to be done next.
/// </summary>
/// <param name="Branch">The branch.</param>
/// <param name="MostSilentRepeats">A device that is not heard for more repeats than these is taken for lost.</param>
internal sealed record LeaseKeeping(BranchId Branch, int MostSilentRepeats)
{
    /// <summary>So often a branch at rest gives its device back, for a message can be lost.</summary>
    public const int RestedRepeatsBeforeSleep = 5;

    /// <summary>
    /// The talk with its device; null while there is none, or none was heard since the actor started.
    /// </summary>
    public DeviceSession? Session { get; private init; }

    /// <summary>What is to be done, in this order.</summary>
    public IReadOnlyList<LeaseAct> Due { get; private init; } = [];

    private int SilentRepeats { get; init; }

    private int WaitedRepeats { get; init; }

    private int RestedRepeats { get; init; }

    /// <summary>Once what was due is done.</summary>
    public LeaseKeeping Done() => this with { Due = [] };

    /// <summary>A message was dealt with, and what had to be stored is stored.</summary>
    /// <param name="state">The branch by now.</param>
    /// <param name="message">The message.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="leaseLost">Whether a lease was lost by it.</param>
    public LeaseKeeping After(BranchState state, object? message, IActorRef sender, bool leaseLost)
    {
        var keeping = leaseLost ? Part(state) : this;

        return message switch
        {
            DeviceReport report when report.Epoch == state.Lease?.Epoch => keeping.Hear(state, report, sender),
            DeviceReport stale and not DeviceReport.Released when !leaseLost => keeping.Dismiss(stale, sender),
            PlacementReport.Granted granted => keeping.Welcome(state, granted),
            PlacementReport.Wanted wanted => keeping.GiveWay(state, wanted),
            _ => keeping,
        };
    }

    /// <summary>Does what the state wants now and has not been told to anybody yet.</summary>
    public LeaseKeeping Pursue(BranchState state) => Pursue(state, repeated: false);

    /// <summary>
    /// Says and does what the state wants once more, for whatever was said may be lost, and gives a silent device up.
    /// </summary>
    public LeaseKeeping Repeat(BranchState state)
    {
        var keeping = (state.Lease is null ? this : this with { SilentRepeats = SilentRepeats + 1 }).SayAgain();

        if (state.Lease is { } held && keeping.SilentRepeats > MostSilentRepeats)
            keeping = keeping.Do(new LeaseAct.GiveUp(
                new PlacementReport.Revoked(InForce(held), $"Device {held.Device} was not heard any more.")));

        return keeping.Pursue(state, repeated: true);
    }

    /// <summary>
    /// A report under the lease in force: its device is there, also for an incarnation of the actor that has never
    /// spoken to it. What the report says is stored by now, unless one before it is missing.
    /// </summary>
    private LeaseKeeping Hear(BranchState state, DeviceReport report, IActorRef device)
    {
        var session = Session ?? new DeviceSession(InForce(state.Lease!), device); // The report has its epoch.
        var keeping = this with { SilentRepeats = 0, Session = session };

        return state.IsAhead(report)
            ? keeping
            : (keeping with { Session = session.Heard(report, state.Step) })
                .Do(new LeaseAct.Command(
                    session.Device, new DeviceCommand.Stored(report.Number) { Lease = session.Lease }));
    }

    /// <summary>A device that still works under a lease that is over is told so.</summary>
    private LeaseKeeping Dismiss(DeviceReport stale, IActorRef device) => Do(new LeaseAct.Command(
        device,
        new DeviceCommand.Release(SaveFirst: false) { Lease = new Lease(Branch.ToString(), "", stale.Epoch) }));

    /// <summary>A device it took is spoken to; one that it has no use for is given back.</summary>
    private LeaseKeeping Welcome(BranchState state, PlacementReport.Granted granted)
    {
        if (granted.Lease.Epoch == state.Lease?.Epoch)
            return Session is null
                ? this with { SilentRepeats = 0, Session = new DeviceSession(granted.Lease, granted.Address) } : this;

        return Session is null && granted.Lease.Epoch > state.LastEpoch ? Do(new LeaseAct.GiveBack()) : this;
    }

    /// <summary>Another branch wants the device: it may have it if it goes before this one.</summary>
    private LeaseKeeping GiveWay(BranchState state, PlacementReport.Wanted wanted) =>
        Session is { LettingGo: false } session
        && session.Lease.Epoch == wanted.Lease.Epoch
        && PlacementPolicy.GivesWay(
            state.Order?.Scheduling?.Priority ?? 0, state.RemainingSteps, wanted.Priority, wanted.RemainingSteps)
            ? LetGo(session, saveFirst: true)
            : this;

    /// <summary>
    /// The lease is over: its device is told so, and the placement, if no other lease took its place.
    /// </summary>
    private LeaseKeeping Part(BranchState state)
    {
        if (Session is not { } session || session.Lease.Epoch == state.Lease?.Epoch)
            return this;

        var parted = (this with { Session = null })
            .Do(new LeaseAct.Command(session.Device, Release(session, saveFirst: false)));

        return state.Lease is null ? parted.Do(new LeaseAct.GiveBack()) : parted;
    }

    /// <summary>What a device was told and may not have heard; said twice, it is obeyed once.</summary>
    private LeaseKeeping SayAgain() =>
        Session is { Unheeded: { } said } session ? Do(new LeaseAct.Command(session.Device, said)) : this;

    private LeaseKeeping Pursue(BranchState state, bool repeated)
    {
        var intent = BranchIntent.Of(state, Session?.Reached);
        var keeping = Counting(state, intent, repeated);

        keeping = intent switch
        {
            BranchIntent.WantDevice when !repeated || BranchIntent.WantDevice.IsAskedAgainAt(keeping.WaitedRepeats) =>
                keeping.Ask(state, holds: null),
            BranchIntent.Train train when Session is { LettingGo: false } session && session.Told != train.Stage =>
                keeping.Train(state, session, train),
            BranchIntent.LetGo letGo when Session is { LettingGo: false } session =>
                keeping.LetGo(session, letGo.SaveFirst),
            BranchIntent.Rest when repeated && state is { Lease: null, Order: not null } => keeping.Rest(),
            _ => keeping,
        };

        return state.Lease is { } held && (repeated || Session is null) ? keeping.Ask(state, InForce(held)) : keeping;
    }

    private LeaseKeeping Counting(BranchState state, BranchIntent intent, bool repeated) => this with
    {
        WaitedRepeats = intent is not BranchIntent.WantDevice ? 0 : repeated ? WaitedRepeats + 1 : WaitedRepeats,
        RestedRepeats = intent is not BranchIntent.Rest || state.Lease is not null ? 0 : RestedRepeats,
    };

    private LeaseKeeping Ask(BranchState state, Lease? holds)
    {
        var order = state.Order!; // Who wants a device, or has one, has an order.

        return Do(new LeaseAct.Ask(new PlacementCommand.Request(
            Branch.ToString(), order.Device, state.LastEpoch, Claimed(state, holds), holds, order.Scheduling,
            state.Latest?.Digest ?? order.Start)));
    }

    /// <summary>What is only born waits behind those that train.</summary>
    private static long Claimed(BranchState state, Lease? holds) =>
        holds is null && state.Order?.Plan.Birth() is not null
            ? PlacementCommand.Request.BehindAll : state.RemainingSteps;

    private LeaseKeeping Train(BranchState state, DeviceSession session, BranchIntent.Train train)
    {
        var order = state.Order!; // An intent to train has an order.
        var setup = new TrainerSetup(
            order.Seed, order.Plan.Workload, order.Workload, train.Stage.PeakLearningRate, order.Device);
        var command =
            new DeviceCommand.Train(setup, order.Checkpoints, train.Stage, train.From) { Lease = session.Lease };

        return (this with { Session = session.Training(command, state.ResumeStep) })
            .Do(new LeaseAct.Command(session.Device, command));
    }

    private LeaseKeeping LetGo(DeviceSession session, bool saveFirst)
    {
        var release = Release(session, saveFirst);

        return (this with { Session = session.Ending(release) }).Do(new LeaseAct.Command(session.Device, release));
    }

    /// <summary>A branch at rest says so a few times, and then sleeps.</summary>
    private LeaseKeeping Rest()
    {
        var rested = (this with { RestedRepeats = RestedRepeats + 1 }).Do(new LeaseAct.GiveBack());

        return rested.RestedRepeats < RestedRepeatsBeforeSleep ? rested : rested.Do(new LeaseAct.Sleep());
    }

    private LeaseKeeping Do(LeaseAct act) => this with { Due = [.. Due, act] };

    private Lease InForce(HeldLease held) => new(Branch.ToString(), held.Device, held.Epoch);

    private static DeviceCommand.Release Release(DeviceSession session, bool saveFirst) =>
        new(saveFirst) { Lease = session.Lease };
}
