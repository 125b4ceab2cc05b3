using System.Reflection;
using System.Text.Json.Serialization;
using Akka.Actor;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.Clustering;
using Riverrun.Actors.Devices;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Serialization;

/// <summary>One value of every member of every family of the protocol.</summary>
internal static class Samples
{
    public static readonly Type[] Families =
    [
        typeof(RunCommand), typeof(RunEvent), typeof(BranchCommand), typeof(BranchEvent), typeof(BranchMilestone),
        typeof(DeviceCommand), typeof(DeviceReport), typeof(PlacementCommand), typeof(PlacementReport),
        typeof(PlacementEvent),
        typeof(Reply),
        typeof(LinkMessage),
    ];

    private static readonly RunSpec Spec = Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40, 80);

    private static readonly BranchPlan Plan = Policies.Plan(Spec)[0];

    private static readonly CheckpointDigest Digest =
        CheckpointDigest.FromHash([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    private static readonly Evaluation Measured =
        new(1.25, 0.5, new Dictionary<string, double> { ["excess"] = double.PositiveInfinity });

    private static readonly Computer Cpu = new("cpu", "AVX2", "test");

    private static readonly Lease Held = new("test-run/river", "device:0", 7);

    private static readonly StepSlice Slice = new(
        10, [1.5f, float.NaN], [1e-3, 9e-4], [0.25f, float.PositiveInfinity], 20, TimeSpan.FromMilliseconds(3));

    private static readonly BranchOrder Order =
        new(Plan, Digest, 1, Spec.Main, Spec.Checkpoints, Spec.Device, Wish.Train, 2);

    private static readonly TrainerSetup Setup = new(1, RunSpec.MainWorkload, Spec.Main, 1e-3, Spec.Device);

    private static readonly IReadOnlyList<MergeSource> Merged = [new("river", 25, 0.25), new("river", 40, 0.75)];

    private static readonly BranchOrder MergeOrder = Order with
    {
        Plan = Policies.PlanOf(new River("merge", new BranchStart.Merge(Merged), Spec, [40], []))[0],
        Sources = [Digest, Digest],
    };

    public static IEnumerable<Type> Members(Type family) =>
        family.GetNestedTypes(BindingFlags.Public).Where(type => type.IsSubclassOf(family));

    public static IEnumerable<string> WireNames(Type family) =>
        family.GetCustomAttributes<JsonDerivedTypeAttribute>()
            .Select(attribute => (string?)attribute.TypeDiscriminator ?? "");

    public static IEnumerable<object> All(IActorRef device) =>
    [
        new RunCommand.Start(Spec, "text"), new RunCommand.AddBudget(120), new RunCommand.RemoveBudget(120),
        new RunCommand.Fork("fork", "river", 25, Spec), new RunCommand.Pause(), new RunCommand.Resume(),
        new RunCommand.Cancel(),
        new RunCommand.Forget("river", 25), new RunCommand.CancelBranch("fork"), new RunCommand.RemoveFork("fork"),
        new RunEvent.Started(Spec, "text"), new RunEvent.BudgetAdded(120, null),
        new RunEvent.BudgetAdded(60, new Detour(60, "river", 40)),
        new RunEvent.BudgetRemoved(120, "passed"), new RunEvent.Forked("fork", "river", 25, Spec),
        new RunEvent.BranchOpened("river", null),
        new RunEvent.CheckpointNoted("river", 25, Digest, "periodic", Measured),
        new RunEvent.CheckpointForgotten("river", 25),
        new RunEvent.BudgetReached(40, "river", Digest, Measured, 40, 40), new RunEvent.BranchCompleted("river", 80),
        new RunEvent.ReplayNoted("river", 12, 0), new RunEvent.Paused(), new RunEvent.Resumed(1),
        new RunEvent.Completed(),
        new RunEvent.Failed("river", "reason"), new RunEvent.Cancelled(), new RunEvent.BranchCancelled("fork"),
        new RunEvent.ForkRemoved("fork"),
        new BranchCommand.Follow(Order),
        new BranchEvent.Opened(Order), new BranchEvent.PlanChanged(Plan), new BranchEvent.LeaseTaken("device:0", 7, 25),
        new BranchEvent.LeaseLost(7, "gone"), new BranchEvent.StageEntered("decay-40", 36),
        new BranchEvent.StepsTaken(Slice.FirstStep, Slice.Losses, Slice.LearningRates, Slice.GradientNorms, 20, 3.5),
        new BranchEvent.CheckpointSaved(25, Digest, "periodic"), new BranchEvent.CheckpointDamaged(Digest, "damaged"),
        new BranchEvent.Evaluated(40, Measured), new BranchEvent.ReplayChecked(12),
        new BranchEvent.ReplayDiverged(30, 1.5f, float.NaN),
        new BranchEvent.FiguresNamed([new Figure("max-logit", "logit"), new Figure("accuracy", "%", Better.Higher)]),
        new BranchEvent.StepsTaken(
            Slice.FirstStep, Slice.Losses, Slice.LearningRates, Slice.GradientNorms, 20, 3.5,
            new Dictionary<string, IReadOnlyList<float>> { ["max-logit"] = [2.5f, float.NaN] },
            new Dictionary<string, IReadOnlyList<double>> { ["batch"] = [8, 9.5] }),
        new BranchEvent.ReplayDiverged(30, 1.5f, 2.5f, "max-logit"),
        new BranchEvent.Evaluated(
            40, Evaluation.Of(new HeldOut("t"), new Measure(new Figure("accuracy", "%", Better.Higher), 87.5))),
        new BranchEvent.ReportRefused(6, "old"), new BranchEvent.WishChanged(Wish.Pause, 1),
        new BranchEvent.Completed(80), new BranchEvent.Failed("reason"),
        new BranchMilestone.CheckpointStored(25, Digest, "periodic", Measured) { Branch = "river" },
        new BranchMilestone.Completed(80) { Branch = "river" },
        new BranchMilestone.Failed("reason", 1) { Branch = "river" },
        new BranchMilestone.ReplayDone(12, 0) { Branch = "river" },
        new BranchMilestone.PlanRefused(new TrainedPath(Plan.Stages, 0, 30, [25])) { Branch = "river" },
        new BranchMilestone.Progressed(30, "training", "device:0", float.NaN, 1e-3, 100, 1000) { Branch = "river" },
        new DeviceCommand.Train(
            Setup, Spec.Checkpoints, Plan.Stages[0], new Origin.Checkpoint(Digest, 25, Carry.Everything))
        {
            Lease = Held,
        },
        new DeviceCommand.Stored(30) { Lease = Held }, new DeviceCommand.Release(true) { Lease = Held },
        new DeviceReport.Progressed(Slice, 36) { Epoch = 7 },
        new DeviceReport.Saved(25, Digest, "periodic") { Epoch = 7 },
        new DeviceReport.Evaluated(40, Measured) { Epoch = 7 },
        new DeviceReport.Faulted(Fault.Checkpoint, "damaged", Digest) { Epoch = 7 },
        new DeviceReport.Released("paused") { Epoch = 7 }, new DeviceReport.Holding(30) { Epoch = 7 },
        new PlacementCommand.Announce(
            "device:0", new DeviceDescription(DeviceKind.Cpu, "cpu", 1, 2, "test"), device, Held, 7),
        new PlacementCommand.Withdraw("device:0"), new PlacementCommand.Request("test-run/river", Spec.Device, 6, 40),
        new PlacementCommand.Return("test-run/river"),
        new PlacementEvent.TermBegan(),
        new PlacementReport.Granted(Held, device), new PlacementReport.Wanted(Held, 4),
        new PlacementReport.Revoked(Held, "gone"),
        new Reply.Accepted(), new Reply.Rejected("reason"),
        new LinkMessage.Knock(), new LinkMessage.Knock(Digest), new LinkMessage.Open(), new LinkMessage.Elsewhere(),
        new LinkMessage.Closed(),
        new RunQuery.GetView(), new RunQuery.GetSpec(), new RunQuery.GetState(),
        new RunQuery.Answer<RunView>(null), new RunQuery.Answer<RunEvent.Started>(new RunEvent.Started(Spec, "text")),
        new RunQuery.Answer<RunState>(RunState.Empty.Apply(new RunEvent.Started(Spec, "text"))),
        new GetDevices(),
        new DeviceList(
            [new DeviceView(
                "device:0", new DeviceDescription(DeviceKind.Cpu, "cpu", 1, 2, "test"), "test-run/river", 7)]),
        new GetPlaces(["test-run/river"]),
        new PlaceList(new Dictionary<string, WaitingView>
        {
            ["test-run/river"] = new("busy", 2, 1, "cpu", 1, "other-run/river", 3200, "other-run/leaf", "steps"),
        }),
        new CheckpointCatalogActor.Collect(["test-run"], [Digest], true, false),
        new CollectionReport([new CollectedCheckpoint(Digest, 10, "kept")], [], true),
        new RunEvent.CheckpointNoted(
            "river", 25, Digest, "periodic", Measured with { HeldOut = new HeldOut("0123", "4567") }, Cpu),
        new RunEvent.BudgetReached(40, "river", Digest, Measured, 40, 48, 40),
        new BranchEvent.LeaseTaken("device:0", 7, 25, Cpu),
        new BranchMilestone.CheckpointStored(25, Digest, "periodic", Measured, Cpu) { Branch = "river" },
        new PlacementReport.Granted(Held, device, Cpu),
        new RunCommand.AddMerge("merge", Merged), new RunEvent.Merged("merge", Merged, Spec),
        new RunEvent.BranchOpened("merge", Digest, [Digest, Digest]), new BranchEvent.Opened(MergeOrder),
        new DeviceCommand.Train(
            Setup, Spec.Checkpoints, MergeOrder.Plan.Stages[0], new Origin.Merge([new(Digest, 0.5), new(Digest, 0.5)]))
        {
            Lease = Held,
        },
        new BranchEvent.PlanChanged(Plan with { Stages = [Plan.Stages[0], Plan.Stages[1] with { IsWaypoint = true }] }),
    ];
}
