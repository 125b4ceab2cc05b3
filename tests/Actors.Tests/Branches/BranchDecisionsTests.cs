using Riverrun.Actors.Branches;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Branches;

public sealed class BranchDecisionsTests
{
    [Fact]
    public void An_order_opens_a_branch_and_the_same_order_changes_nothing()
    {
        var decision = BranchState.Empty.Decide(new BranchCommand.Follow(Branch.Order));

        var opened = BranchState.Empty.After(decision);

        Assert.IsType<BranchEvent.Opened>(Assert.Single(decision.Events));
        Assert.Empty(opened.Decide(new BranchCommand.Follow(Branch.Order)).Events);
        Assert.IsType<BranchIntent.WantDevice>(BranchIntent.Of(opened, null));
    }

    [Fact]
    public void A_longer_plan_opens_a_completed_branch_again()
    {
        var done = Branch.TrainedTo(80, 80).Apply(new BranchEvent.Completed(80));

        var decision = done.Decide(new BranchCommand.Follow(Branch.OrderFor(40, 80, 160)));

        Assert.IsType<BranchEvent.PlanChanged>(Assert.Single(decision.Events));
        Assert.Null(done.After(decision).CompletedAt);
        Assert.False(done.After(decision).IsDone);
    }

    [Fact]
    public void A_plan_that_contradicts_what_was_trained_is_refused()
    {
        var decision = Branch.TrainedTo(75, 72).Decide(new BranchCommand.Follow(Branch.OrderFor(40, 120)));

        Assert.Equal("Branch river has trained 75 steps; the new plan goes another way at step 72.", decision.Refusal);
    }

    [Fact]
    public void A_plan_that_became_shorter_does_not_hide_what_was_trained()
    {
        const PolicyKind cyclic = PolicyKind.CyclicCosine;
        var trained = BranchState.Empty.Apply(new BranchEvent.Opened(Branch.OrderFor(cyclic, 40, 200)))
            .Apply(new BranchEvent.StepsTaken(0, new float[100], new double[100], new float[100], 1, 1))
            .Apply(new BranchEvent.CheckpointSaved(100, Branch.Digest(100), "periodic"));

        var shorter = trained.After(trained.Decide(new BranchCommand.Follow(Branch.OrderFor(cyclic, 40))));

        Assert.NotNull(shorter.Decide(new BranchCommand.Follow(Branch.OrderFor(cyclic, 40, 160))).Refusal);
        Assert.Null(shorter.Decide(new BranchCommand.Follow(Branch.OrderFor(cyclic, 40, 200))).Refusal);
    }

    [Fact]
    public void A_trunk_that_has_passed_a_fork_without_storing_refuses_the_plan_that_needs_it()
    {
        var trunk = BranchState.Empty.Apply(new BranchEvent.Opened(Branch.OrderFor(PolicyKind.WarmupStableDecay, 200)))
            .Apply(new BranchEvent.StepsTaken(0, new float[100], new double[100], new float[100], 1, 1))
            .Apply(new BranchEvent.CheckpointSaved(10, Branch.Digest(10), "stage-end"))
            .Apply(new BranchEvent.CheckpointSaved(90, Branch.Digest(90), "periodic"));

        var passed = trunk.Decide(new BranchCommand.Follow(Branch.OrderFor(PolicyKind.WarmupStableDecay, 90, 200)));
        var stored = trunk.Decide(new BranchCommand.Follow(Branch.OrderFor(PolicyKind.WarmupStableDecay, 100, 200)));

        Assert.Equal("Branch river has trained 100 steps; the new plan goes another way at step 81.", passed.Refusal);
        Assert.Null(stored.Refusal);
    }

    [Fact]
    public void A_lease_is_taken_where_a_device_is_wanted_and_each_only_once()
    {
        var granted =
            new PlacementReport.Granted(new Lease("test-run/river", "device:0", 3), Akka.Actor.ActorRefs.Nobody);

        var decision = Branch.Opened.Decide(granted);

        Assert.Equal(new BranchEvent.LeaseTaken("device:0", 3, 0), Assert.Single(decision.Events));
        Assert.Empty(Branch.Opened.After(decision).Decide(granted).Events);
        Assert.Empty(Branch.TrainedTo(80, 80).Apply(new BranchEvent.LeaseLost(1, "")).Decide(granted).Events);
    }

    [Fact]
    public void A_newer_lease_takes_the_place_of_the_old_one()
    {
        var granted =
            new PlacementReport.Granted(new Lease("test-run/river", "device:1", 3), Akka.Actor.ActorRefs.Nobody);

        var after = Branch.Leased.After(Branch.Leased.Decide(granted));

        Assert.Equal(new HeldLease("device:1", 3), after.Lease);
    }

    [Fact]
    public void Only_the_lease_in_force_can_be_revoked()
    {
        var old = Branch.Leased.Decide(new PlacementReport.Revoked(new Lease("test-run/river", "device:0", 0), "gone"));
        var held = Branch.Leased.Decide(
            new PlacementReport.Revoked(new Lease("test-run/river", "device:0", 1), "gone"));

        Assert.Empty(old.Events);
        Assert.Equal(new BranchEvent.LeaseLost(1, "gone"), Assert.Single(held.Events));
    }

    [Fact]
    public void A_branch_is_complete_when_its_end_is_trained_and_stored()
    {
        Assert.Empty(Branch.TrainedTo(80, 40).Consequences());
        Assert.Equal(new BranchEvent.Completed(80), Assert.Single(Branch.TrainedTo(80, 40, 80).Consequences()));
        Assert.Empty(Branch.TrainedTo(80, 80).Apply(new BranchEvent.WishChanged(Wish.Pause, 0)).Consequences());
    }

    [Fact]
    public void The_intent_follows_the_plan_from_the_newest_checkpoint()
    {
        var fresh = Assert.IsType<BranchIntent.Train>(BranchIntent.Of(Branch.Leased, null));
        var resumed = Assert.IsType<BranchIntent.Train>(BranchIntent.Of(Branch.TrainedTo(33, 25), null));
        var onward = Assert.IsType<BranchIntent.Train>(BranchIntent.Of(Branch.TrainedTo(36, 25), 36));

        Assert.IsType<Origin.Fresh>(fresh.From);
        Assert.Equal(("stable-40", 25), (resumed.Stage.Name, Assert.IsType<Origin.Checkpoint>(resumed.From).Step));
        Assert.Equal("decay-40", onward.Stage.Name);
        Assert.IsType<Origin.GoOn>(onward.From);
    }

    [Theory]
    [InlineData(Wish.Pause, true)]
    [InlineData(Wish.Cancel, false)]
    public void A_branch_that_may_not_train_lets_go_and_a_pause_stores_first(Wish wish, bool saveFirst)
    {
        var stopped = Branch.TrainedTo(33, 25).Apply(new BranchEvent.WishChanged(wish, 0));

        Assert.Equal(new BranchIntent.LetGo(saveFirst), BranchIntent.Of(stopped, 33));
        Assert.IsType<BranchIntent.Rest>(BranchIntent.Of(stopped.Apply(new BranchEvent.LeaseLost(1, "")), null));
    }

    [Fact]
    public void A_failed_branch_rests_until_it_is_told_to_try_again()
    {
        var failed = Branch.Opened.Apply(new BranchEvent.Failed("reason"));

        var again = failed.After(failed.Decide(new BranchCommand.Follow(Branch.Order with { Attempt = 1 })));

        Assert.IsType<BranchIntent.Rest>(BranchIntent.Of(failed, null));
        Assert.IsType<BranchIntent.WantDevice>(BranchIntent.Of(again, null));
    }
}
