using Riverrun.Actors.Branches;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Serialization;
using Riverrun.Actors.Tests.Branches;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Runs;

public sealed class RemovedForkTests
{
    [Fact]
    public void A_fork_that_ended_is_shown_no_longer_and_needs_no_checkpoint_but_its_steps_stay_spent()
    {
        var cancelled = Forked.After(Forked.Asked(new RunCommand.CancelBranch("wider")));
        var decision = cancelled.Asked(new RunCommand.RemoveFork("wider"));
        var removed = cancelled.After(decision);

        Assert.Equal(new RunEvent.ForkRemoved("wider"), Assert.Single(decision.Events));
        Assert.Contains("wider", Branches(cancelled));
        Assert.DoesNotContain("wider", Branches(removed));
        Assert.DoesNotContain(View(removed).Budgets, budget => budget.Branch == "wider");
        Assert.Null(View(removed).Forks);
        Assert.Equal(View(cancelled).SpentSteps, View(removed).SpentSteps);
        Assert.All(Reasons(cancelled, "wider"), Assert.NotNull);
        Assert.All(Reasons(removed, "wider"), Assert.Null);
        Assert.NotEmpty(Reasons(removed, "wider"));
        Assert.Equal(["test-run/river at step 25 is where branch wider starts"], Reasons(cancelled, "river"));
        Assert.Equal(
            ["test-run/river at step 25 is the newest of its branch: a resume starts there"],
            Reasons(removed, "river"));
        Assert.Empty(removed.Asked(new RunCommand.RemoveFork("wider")).Events);
        Assert.Null(removed.Asked(new RunCommand.RemoveFork("wider")).Refusal);
    }

    [Fact]
    public void A_removed_fork_is_told_to_stop_for_good_whatever_it_has_heard()
    {
        var failed = Forked.With(new RunEvent.Failed("wider", "No."));
        var removed = failed.After(failed.Asked(new RunCommand.RemoveFork("wider")));
        var resumed = removed.With(new RunEvent.Resumed(1));

        Assert.Equal(Wish.Cancel, RunIntent.Of(resumed)["wider"].Wish);
        Assert.Equal(Wish.Train, RunIntent.Of(resumed)["river"].Wish);
    }

    [Fact]
    public void A_fork_that_trains_is_not_removed_and_the_refusal_says_what_stops_it() => Assert.Equal(
        "Branch wider has not ended; riverrun cancel test-run --branch wider stops it first.",
        Forked.Asked(new RunCommand.RemoveFork("wider")).Refusal);

    [Fact]
    public void A_fork_from_which_another_begins_is_not_removed_before_that_one()
    {
        var both = Forked
            .With(new RunEvent.Forked("deeper", "wider", 30, Forked.Spec!),
                new RunEvent.BranchOpened("deeper", Branch.Digest(30)))
            .With(new RunEvent.BranchCancelled("wider"), new RunEvent.BranchCancelled("deeper"));
        var without = both.After(both.Asked(new RunCommand.RemoveFork("deeper")));

        Assert.Equal(
            "Fork deeper begins from wider; remove that one first.",
            both.Asked(new RunCommand.RemoveFork("wider")).Refusal);
        Assert.Equal(
            new RunEvent.ForkRemoved("wider"), Assert.Single(without.Asked(new RunCommand.RemoveFork("wider")).Events));
    }

    [Fact]
    public void Only_a_fork_can_be_removed()
    {
        Assert.Equal(
            "Run test-run has no fork narrow; it has wider.",
            Forked.Asked(new RunCommand.RemoveFork("narrow")).Refusal);
        Assert.Equal(
            "Branch river is no fork, and only a fork can be removed; riverrun cancel test-run --branch river stops a "
                + "branch.",
            Forked.Asked(new RunCommand.RemoveFork("river")).Refusal);
    }

    [Fact]
    public void The_name_of_a_removed_fork_stays_taken_and_nothing_is_forked_from_it()
    {
        var removed = Forked.With(new RunEvent.BranchCancelled("wider"), new RunEvent.ForkRemoved("wider"));

        Assert.Equal(
            "Run test-run had a fork wider, which was removed; choose another name.",
            removed.Asked(new RunCommand.Fork("wider", "river", 25, removed.Spec!)).Refusal);
        Assert.StartsWith(
            "Run test-run has no branch wider; it has river",
            removed.Asked(new RunCommand.Fork("again", "wider", 30, removed.Spec!)).Refusal,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_complete_without_a_removed_fork_and_a_snapshot_keeps_that_it_was_removed()
    {
        var removed = Forked.With(new RunEvent.BranchCancelled("wider"), new RunEvent.ForkRemoved("wider"));

        Assert.Equal(["wider"], removed.Removed!);
        Assert.True(Protocol.Same(
            removed, Forked.With(new RunEvent.BranchCancelled("wider"), new RunEvent.ForkRemoved("wider"))));
        Assert.DoesNotContain(
            "wider", removed.Consequences(new Dictionary<string, long>()).OfType<RunEvent.BranchOpened>()
                .Select(e => e.Branch));
    }

    private static RunState Forked => RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 80).Keeping(25)
        .With(new RunEvent.Forked(
            "wider", "river", 25, RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 80).Spec!))
        .With(
            new RunEvent.BranchOpened("wider", Branch.Digest(25)),
            new RunEvent.CheckpointNoted("wider", 30, Branch.Digest(30), "requested", null));

    private static RunView View(RunState state) =>
        RunViews.Of(state, new Dictionary<string, BranchMilestone.Progressed>(), new Dictionary<string, long>());

    private static IEnumerable<string> Branches(RunState state) => View(state).Branches.Select(branch => branch.Name);

    private static List<string?> Reasons(RunState state, string branch) =>
        [.. CheckpointCatalog.Reasons(state).Where(known => known.Branch == branch).Select(known => known.Reason)];
}
