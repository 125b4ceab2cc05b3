using Riverrun.Actors.Branches;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Branches;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Runs;

public sealed class BranchEndsTests
{
    private const PolicyKind Leaves = PolicyKind.WarmupStableDecay;

    [Fact]
    public void A_leaf_that_fails_leaves_the_others_to_go_on_and_fails_the_run_once_they_are_done()
    {
        var failed = Running.With(new RunEvent.Failed("budget-40", "The corpus is gone."));
        var trunk = failed.Keeping(72).Completed(72);
        var over = Done(trunk, "budget-80", 80);

        Assert.Equal(("running", null), Status(failed));
        Assert.Equal(("running", null), Status(trunk));
        Assert.Equal(("failed", "Branch budget-40: The corpus is gone."), Status(over));
        Assert.Equal(
            ["reached"], View(over).Budgets.Where(budget => budget.Steps == 80).Select(budget => budget.Status));
        Assert.Equal("failed", View(failed).Branches.Single(branch => branch.Name == "budget-40").Status);
        Assert.Equal("The corpus is gone.", View(failed).Branches.Single(branch => branch.Name == "budget-40").Failure);
    }

    [Fact]
    public void A_trunk_that_fails_before_a_leaf_could_begin_fails_the_run()
    {
        var failed = Done(Running, "budget-40", 40).With(new RunEvent.Failed("river", "The disk is full."));

        Assert.Equal(("failed", "Branch river: The disk is full."), Status(failed));
    }

    [Fact]
    public void A_fork_that_fails_does_not_fail_a_run_that_is_completed()
    {
        var completed = Completed;
        var failed = completed.With(new RunEvent.Forked("wider", "river", 25, completed.Spec!))
            .With(new RunEvent.Failed("wider", "No."));

        Assert.Equal(("completed", null), Status(failed));
        Assert.Equal("failed", View(failed).Branches.Single(branch => branch.Name == "wider").Status);
        Assert.Empty(failed.Asked(new RunCommand.Start(failed.Spec!, "source")).Events);
    }

    [Fact]
    public void A_failed_fork_of_a_completed_run_tries_again_when_it_is_told_to()
    {
        var failed = Completed.With(new RunEvent.Forked("wider", "river", 25, Completed.Spec!))
            .With(new RunEvent.Failed("wider", "No."));

        var resumed = failed.After(failed.Asked(new RunCommand.Resume()));

        Assert.Equal(("running", null), Status(resumed));
        Assert.Equal((1, Wish.Train), (RunIntent.Of(resumed)["wider"].Attempt, RunIntent.Of(resumed)["wider"].Wish));
    }

    [Fact]
    public void A_cancelled_branch_stops_and_the_run_is_complete_without_it()
    {
        var decision = Running.Asked(new RunCommand.CancelBranch("budget-40"));
        var cancelled = Running.After(decision);
        var over = Done(cancelled.Keeping(72).Completed(72), "budget-80", 80);

        Assert.Equal(new RunEvent.BranchCancelled("budget-40"), Assert.Single(decision.Events));
        Assert.Equal(
            (Wish.Cancel, Wish.Train),
            (RunIntent.Of(cancelled)["budget-40"].Wish, RunIntent.Of(cancelled)["river"].Wish));
        Assert.Empty(cancelled.Asked(new RunCommand.CancelBranch("budget-40")).Events);
        Assert.Equal(("completed", null), Status(over));
        Assert.Equal("cancelled", View(over).Branches.Single(branch => branch.Name == "budget-40").Status);
        Assert.Empty(over.Asked(new RunCommand.CancelBranch("budget-80")).Events);
    }

    [Fact]
    public void A_leaf_does_not_begin_from_a_trunk_that_was_stopped_and_a_fork_from_it_does()
    {
        var forked = Running.With(
            new RunEvent.Forked("lower", "river", 25, Running.Spec!),
            new RunEvent.BranchOpened("lower", Branch.Digest(25)));
        var late = new RunEvent.CheckpointNoted("lower", 36, Branch.Digest(36), "stage-end", null);
        var leaf = forked.Plan.Single(
            branch => branch.Plan.Start is BranchStart.FromCheckpoint { Branch: "lower", AtStep: 36 }).Plan.Name;

        Assert.NotNull(forked.With(late).Branch(leaf));
        Assert.Null(forked.With(new RunEvent.BranchCancelled("lower"), late).Branch(leaf));
        Assert.NotNull(forked
            .With(new RunEvent.BranchCancelled("lower"), late, new RunEvent.Forked("again", "lower", 36, Running.Spec!))
            .Branch("again"));
    }

    [Fact]
    public void A_failed_leaf_that_is_cancelled_no_longer_fails_its_run()
    {
        var failed = Done(
            Running.With(new RunEvent.Failed("budget-40", "No.")).Keeping(72).Completed(72), "budget-80", 80);

        var cancelled = failed.After(failed.Asked(new RunCommand.CancelBranch("budget-40")));

        Assert.Equal(("completed", null), Status(cancelled));
    }

    [Fact]
    public void The_trunk_and_what_is_not_there_cannot_be_cancelled_alone()
    {
        Assert.Equal(
            "Branch river is the trunk of run test-run, and without it nothing is left to train; cancel the run "
                + "instead.",
            Running.Asked(new RunCommand.CancelBranch("river")).Refusal);
        Assert.Equal(
            "Run test-run has no branch budget-80; it has river, budget-40.",
            Running.Asked(new RunCommand.CancelBranch("budget-80")).Refusal);
    }

    [Fact]
    public void A_run_that_a_snapshot_of_former_days_calls_failed_is_so()
    {
        var old = Running with { Failure = "Branch river: The corpus is gone." };

        Assert.Equal(("failed", "Branch river: The corpus is gone."), Status(old));
        Assert.Equal(("running", null), Status(old.After(old.Asked(new RunCommand.Resume()))));
    }

    [Fact]
    public void A_fork_that_could_not_load_what_it_goes_on_from_is_refused()
    {
        var main = Running.Spec!.Main;
        var wider = Running.Spec! with
        {
            Workloads = new Dictionary<string, Workload>
            {
                [RunSpec.MainWorkload] =
                main with { Model = new ModelConfig.Bigram(4, 4, 9) }
            },
        };
        var momentum = Running.Spec! with
        {
            Workloads = new Dictionary<string, Workload>
            {
                [RunSpec.MainWorkload] =
                main with { Optimizer = new OptimizerConfig.AdamW() }
            },
        };

        Assert.Equal(
            "The fork wider cannot go on from river: model.tokens is 9 and was 8 in what it goes on from; "
            + "it must stay 8, for the weights that are carried over have their shape by it.",
            Running.Asked(new RunCommand.Fork("wider", "river", 25, wider)).Refusal);
        Assert.Contains(
            "optimizer.kind is adamw and was sgd",
            Running.Asked(new RunCommand.Fork("m", "river", 25, momentum)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fork_whose_budgets_its_own_rates_cannot_serve_is_refused()
    {
        var spec = Running.Spec! with { LearningRate = Running.Spec.LearningRate with { WarmUpSteps = 90 } };

        Assert.Equal(
            "The fork late cannot be run: budget 40 is not beyond the warm-up of 90 steps; use a later budget or a "
                + "shorter warm-up.",
            Running.Asked(new RunCommand.Fork("late", "river", 25, spec)).Refusal);
    }

    private static RunState Running => RunInState.Started(Leaves, 40, 80).Keeping(25, 36);

    private static RunState Completed =>
        Done(Done(Running, "budget-40", 40).Keeping(72).Completed(72), "budget-80", 80);

    private static RunState Done(RunState state, string leaf, long end) => state.With(
        new RunEvent.CheckpointNoted(
            leaf, end, Branch.Digest(end), "stage-end", new(1, null, new Dictionary<string, double>())),
        new RunEvent.BranchCompleted(leaf, end));

    private static (string, string?) Status(RunState state) => (View(state).Status, View(state).Failure);

    private static RunView View(RunState state) =>
        RunViews.Of(state, new Dictionary<string, BranchMilestone.Progressed>(), RunInState.Unknown);
}
