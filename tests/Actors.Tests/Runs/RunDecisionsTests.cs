using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Branches;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Runs;

public sealed class RunDecisionsTests
{
    private static readonly RunSpec Spec = Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40, 80);

    private static RunState Running => RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 80);

    [Fact]
    public void A_run_that_does_not_exist_can_only_be_started()
    {
        Assert.IsType<RunEvent.Started>(Assert.Single(RunState.Empty.Asked(new RunCommand.Start(Spec, "")).Events));
        Assert.Equal(
            "There is no run of that name; riverrun ls lists the runs of this home.",
            RunState.Empty.Asked(new RunCommand.Pause()).Refusal);
    }

    [Fact]
    public void A_spec_that_cannot_be_run_is_refused() =>
        Assert.StartsWith(
            "The spec of test-run cannot be run: budget 5 is not beyond the warm-up",
            RunState.Empty.Asked(new RunCommand.Start(Spec with { Budgets = [5] }, "")).Refusal,
            StringComparison.Ordinal);

    [Fact]
    public void The_same_spec_goes_on_and_another_is_refused()
    {
        Assert.Empty(Running.Asked(new RunCommand.Start(Spec, "")).Events);
        Assert.Null(Running.Asked(new RunCommand.Start(Spec, "")).Refusal);
        Assert.Null(Running.Asked(new RunCommand.Start(Spec with { Scheduling = SchedulingConfig.Default }, ""))
            .Refusal);
        Assert.Contains(
            "exists in this home with another spec",
            Running.Asked(new RunCommand.Start(Spec with { Seed = 2 }, "")).Refusal,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Pausing_resuming_and_cancelling_twice_is_accepted_without_an_event()
    {
        var paused = Running.After(Running.Asked(new RunCommand.Pause()));
        var resumed = paused.After(paused.Asked(new RunCommand.Resume()));
        var cancelled = resumed.After(resumed.Asked(new RunCommand.Cancel()));

        Assert.Equal((Wish.Pause, Wish.Train, Wish.Cancel), (paused.Wish, resumed.Wish, cancelled.Wish));
        Assert.All(
            [paused.Asked(new RunCommand.Pause()), resumed.Asked(new RunCommand.Resume()),
                cancelled.Asked(new RunCommand.Cancel())],
            again => Assert.Equal(Decision<RunEvent>.Nothing, again));
        Assert.Equal(
            "Run test-run was cancelled; start another one under a new --name.",
            cancelled.Asked(new RunCommand.Resume()).Refusal);
    }

    [Fact]
    public void A_completed_run_is_neither_paused_nor_cancelled()
    {
        var done = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40).Keeping(40).Completed(40);

        Assert.Empty(done.Asked(new RunCommand.Pause()).Events);
        Assert.Empty(done.Asked(new RunCommand.Cancel()).Events);
    }

    [Fact]
    public void A_failed_run_tries_again_on_resume_and_an_old_failure_does_not_count()
    {
        var failed = Running.After(
            Running.Decide(new BranchMilestone.Failed("The corpus is gone.", 0) { Branch = "river" }));
        var again = failed.After(failed.Asked(new RunCommand.Resume()));

        Assert.Equal("Branch river: The corpus is gone.", failed.Failure);
        Assert.Null(again.Failure);
        Assert.Equal(1, RunIntent.Of(again)["river"].Attempt);
        Assert.Empty(again.Decide(new BranchMilestone.Failed("The corpus is gone.", 0) { Branch = "river" }).Events);
    }

    [Fact]
    public void A_fork_opens_a_branch_at_a_kept_checkpoint_and_only_once()
    {
        var state = Running.Keeping(25);
        var fork = new RunCommand.Fork("wider", "river", 25, Spec with { Seed = 7 });

        var forked = state.After(state.Asked(fork));

        Assert.Equal(Branch.Digest(25), forked.Branch("wider")?.Start);
        Assert.Equal(7, RunIntent.Of(forked)["wider"].Seed);
        Assert.Equal(Decision<RunEvent>.Nothing, forked.Asked(fork));
        Assert.Contains(
            "has a fork wider already", forked.Asked(fork with { Spec = Spec }).Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Wider", "river", 25, "'Wider' cannot name a branch")]
    [InlineData("river", "river", 25, "has a branch river already")]
    [InlineData("wider", "lake", 25, "has no branch lake; it has river.")]
    [InlineData("wider", "river", 30, "Branch river keeps no checkpoint at step 30; it keeps 25, 80.")]
    [InlineData("wider", "river", 80, "No budget of test-run lies beyond step 80; add one")]
    public void A_fork_that_cannot_be_is_refused_with_what_could(
        string name, string branch, long step, string reason) =>
        Assert.Contains(
            reason,
            Running.Keeping(25, 80).Asked(new RunCommand.Fork(name, branch, step, Spec)).Refusal,
            StringComparison.Ordinal);

    [Fact]
    public void A_milestone_told_twice_is_noted_once()
    {
        BranchMilestone[] milestones =
        [
            new BranchMilestone.CheckpointStored(25, Branch.Digest(25), "periodic", null) { Branch = "river" },
            new BranchMilestone.Completed(80) { Branch = "river" },
            new BranchMilestone.ReplayDone(8, 0) { Branch = "river" },
        ];

        Assert.All(milestones, milestone =>
        {
            var once = Running.Decide(milestone);

            Assert.Single(once.Events);
            Assert.Empty(Running.After(once).Decide(milestone).Events);
        });
    }

    [Fact]
    public void A_run_is_not_completed_before_it_has_heard_of_every_model()
    {
        var unheard = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 80).Keeping(80).Completed(80);

        Assert.False(unheard.IsCompleted);
        Assert.DoesNotContain("river", RunIntent.Settled(unheard));
        Assert.True(unheard.Keeping(40).IsCompleted);
    }

    [Fact]
    public void A_milestone_of_a_stranger_changes_nothing() =>
        Assert.Empty(Running.Decide(new BranchMilestone.Completed(80) { Branch = "stranger" }).Events);

    [Fact]
    public void A_leaf_is_opened_when_the_checkpoint_it_starts_from_exists()
    {
        var before = RunInState.Started(PolicyKind.WarmupStableDecay, 40, 80);

        var after = before.Keeping(36);

        Assert.Null(before.Branch("budget-40"));
        Assert.Equal(Branch.Digest(36), after.Branch("budget-40")?.Start);
    }

    [Fact]
    public void Every_kept_checkpoint_has_its_reason_and_a_superseded_one_has_none()
    {
        var state = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 160)
            .Keeping(10, 25, 40, 50, 75, 100, 125);
        var forked = state.After(state.Asked(new RunCommand.Fork("wider", "river", 25, Spec with { Budgets = [160] })));

        var reasons = CheckpointCatalog.Reasons(forked).ToDictionary(known => known.Step, known => known.Reason);

        Assert.Equal("test-run/river at step 25 is where branch wider starts", reasons[25]);
        Assert.Equal("test-run/river at step 40 is the model of budget 40", reasons[40]);
        Assert.Equal("test-run/river at step 125 is the newest of its branch: a resume starts there", reasons[125]);
        Assert.Equal("test-run/river at step 100 is one of the 2 most recent", reasons[100]);
        Assert.Null(reasons[50]);
    }

    [Fact]
    public void A_checkpoint_that_is_needed_is_not_forgotten()
    {
        var state = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 160).Keeping(40, 50, 75, 100);

        Assert.Equal(
            new RunEvent.CheckpointForgotten("river", 50),
            Assert.Single(state.Asked(new RunCommand.Forget("river", 50)).Events));
        Assert.Contains(
            "is the model of budget 40", state.Asked(new RunCommand.Forget("river", 40)).Refusal,
            StringComparison.Ordinal);
        Assert.Empty(state.Asked(new RunCommand.Forget("river", 51)).Events);
    }

    [Fact]
    public void Each_of_two_thousand_checkpoints_is_forgotten_or_stays_for_the_reason_that_a_collection_has()
    {
        var state = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 3_000)
            .Keeping([.. Enumerable.Range(1, 2_000).Select(step => (long)step)]);

        var reasons = CheckpointCatalog.Reasons(state).ToList();
        var decisions = reasons.Select(known => state.Asked(new RunCommand.Forget(known.Branch, known.Step))).ToList();

        Assert.Equal(2_000, decisions.Count);
        Assert.Equal(
            reasons.Select(known => known.Reason is null ? null : $"The checkpoint stays: {known.Reason}."),
            decisions.Select(made => made.Refusal));
        Assert.Equal(
            reasons.Where(known => known.Reason is null)
                .Select(known => new RunEvent.CheckpointForgotten(known.Branch, known.Step)),
            decisions.SelectMany(made => made.Events));
    }

    [Fact]
    public void A_forgotten_checkpoint_does_not_come_back_when_its_branch_tells_of_it_again()
    {
        var state = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 160).Keeping(40, 50, 75, 100);
        var forgotten = state.After(state.Asked(new RunCommand.Forget("river", 50)));

        var told = forgotten.Decide(
            new BranchMilestone.CheckpointStored(50, Branch.Digest(50), "periodic", null) { Branch = "river" });

        Assert.Empty(told.Events);
        Assert.DoesNotContain(50, forgotten.Branch("river")!.Checkpoints.Select(kept => kept.Step));
    }
}
