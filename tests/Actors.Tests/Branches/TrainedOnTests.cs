using Riverrun.Actors.Branches;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Runs;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Branches;

public sealed class TrainedOnTests
{
    private static readonly Computer Wide = new("EPYC", "AVX512", "Riverrun 1");
    private static readonly Computer Narrow = new("Xeon", "AVX2", "Riverrun 1");

    [Fact]
    public void A_lease_says_what_computes_under_it()
    {
        var granted =
            new PlacementReport.Granted(new Lease("test-run/river", "device:0", 3), Akka.Actor.ActorRefs.Nobody, Wide);

        Assert.Equal(
            new BranchEvent.LeaseTaken("device:0", 3, 0, Wide), Assert.Single(Branch.Opened.Decide(granted).Events));
    }

    [Fact]
    public void A_checkpoint_is_told_with_what_computed_it_and_the_run_with_all_of_them()
    {
        var first = Saved(
            Branch.Opened.Apply(new BranchEvent.LeaseTaken("device:0", 1, 0, Wide)).Apply(Branch.Steps(0, 25)), 25);
        var second = Saved(
            first.Apply(new BranchEvent.LeaseLost(1, "moved"))
                .Apply(new BranchEvent.LeaseTaken("device:1", 2, 25, Narrow)).Apply(Branch.Steps(25, 11)), 36);
        var third = Saved(
            second.Apply(new BranchEvent.LeaseLost(2, "moved"))
                .Apply(new BranchEvent.LeaseTaken("device:0", 3, 36, Wide)).Apply(Branch.Steps(36, 4)), 40);

        var told = BranchMilestones.All("river", third, planRefused: false).OfType<BranchMilestone.CheckpointStored>()
            .ToList();
        var run = told.Aggregate(
            RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 80),
            (state, milestone) => state.After(state.Decide(milestone)));
        var view = RunViews.Of(
            run, new Dictionary<string, BranchMilestone.Progressed>(), new Dictionary<string, long>());

        Assert.Equal([Wide, Narrow, Wide], told.Select(milestone => milestone.On));
        Assert.Equal(
            Wide,
            Assert.IsType<BranchMilestone.CheckpointStored>(
                Assert.Single(
                    BranchMilestones.Of(
                        "river", first, [new BranchEvent.CheckpointSaved(25, Branch.Digest(25), "periodic")]))).On);
        Assert.Equal([Wide, Narrow, Wide], view.Branches[0].Checkpoints.Select(kept => kept.TrainedOn));
        Assert.Equal([Wide, Narrow], view.TrainedOn);
    }

    [Fact]
    public void A_replay_that_differs_on_another_processor_names_both()
    {
        var resumed =
            Saved(Branch.Opened.Apply(new BranchEvent.LeaseTaken("device:0", 1, 0, Wide)).Apply(Branch.Steps(0, 25)),
                25)
            .Apply(Branch.Steps(25, 8))
            .Apply(new BranchEvent.LeaseLost(1, "killed"))
            .Apply(new BranchEvent.LeaseTaken("device:1", 2, 25, Narrow));

        var decision = resumed.Told(Branch.Progressed(Branch.Slice(25, 5, shift: 0.5f), epoch: 2));

        Assert.Equal(
            "Step 25 was recomputed as 25.5, but the journal holds 25; it was trained on EPYC with AVX512, Riverrun 1, "
            + "and this is Xeon with AVX2, Riverrun 1: the same bits take the same kind of processor and the same "
            + "build.",
            Assert.IsType<BranchEvent.Failed>(decision.Events[1]).Reason);
    }

    [Fact]
    public void A_journal_that_does_not_tell_shows_nothing()
    {
        var run = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40).Keeping(25);

        Assert.Empty(
            RunViews.Of(run, new Dictionary<string, BranchMilestone.Progressed>(), new Dictionary<string, long>())
                .TrainedOn!);
    }

    private static BranchState Saved(BranchState state, long step) =>
        state.Apply(new BranchEvent.CheckpointSaved(step, Branch.Digest(step), "periodic"));
}
