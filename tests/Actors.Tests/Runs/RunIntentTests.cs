using Riverrun.Actors.Branches;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Serialization;
using Riverrun.Actors.Tests.Branches;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Runs;

public sealed class RunIntentTests
{
    [Fact]
    public void What_a_run_hears_of_its_branches_changes_no_order()
    {
        var state = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 80).Keeping(25);
        RunEvent[] heard =
        [
            new RunEvent.CheckpointNoted("river", 30, Branch.Digest(30), "periodic", null),
            new RunEvent.CheckpointForgotten("river", 25),
            new RunEvent.BudgetReached(
                40, "river", Branch.Digest(40), new Evaluation(1, null, new Dictionary<string, double>()), 40, 40),
            new RunEvent.BranchCompleted("river", 80),
            new RunEvent.ReplayNoted("river", 5, 0),
            new RunEvent.Completed(),
            new RunEvent.Failed("river", "The corpus is gone."),
        ];

        Assert.All(heard, e =>
        {
            Assert.False(RunIntent.IsChangedBy(e));
            Assert.Equal(Orders(state), Orders(state.Apply(e)));
        });
    }

    [Fact]
    public void What_changes_an_order_is_said_to()
    {
        var state = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 80).Keeping(25);
        RunEvent[] changes =
        [
            new RunEvent.BudgetAdded(120, null), new RunEvent.BudgetRemoved(80, null),
            new RunEvent.Forked("wider", "river", 25, state.Spec!),
            new RunEvent.BranchOpened("wider", Branch.Digest(25)), new RunEvent.Paused(), new RunEvent.Resumed(1),
            new RunEvent.Cancelled(),
            new RunEvent.Started(state.Spec!, ""),
        ];

        Assert.All(changes, e => Assert.True(RunIntent.IsChangedBy(e)));
    }

    [Fact]
    public void A_branch_is_settled_when_it_is_done_and_its_models_are_delivered()
    {
        var kept = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 80).Keeping(40, 80);
        var unheard = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 80).Keeping(80).Completed(80);

        Assert.Empty(RunIntent.Settled(kept));
        Assert.Empty(RunIntent.Settled(unheard));
        Assert.Equal(["river"], RunIntent.Settled(kept.Completed(80)));
        Assert.Empty(RunIntent.Settled(kept.Completed(80).With(new RunEvent.BudgetAdded(120, null))));
    }

    [Fact]
    public void A_trunk_from_which_a_leaf_has_yet_to_start_is_not_settled()
    {
        var lost = RunInState.Started(PolicyKind.WarmupStableDecay, 40, 80).Keeping(72);
        var trunk = lost.With(new RunEvent.BranchCompleted("river", 72));

        Assert.Null(trunk.Branch("budget-40"));
        Assert.DoesNotContain("river", RunIntent.Settled(trunk));
        Assert.Contains("river", RunIntent.Settled(trunk.Keeping(36)));
    }

    private static string Orders(RunState state) =>
        string.Join('\n', RunIntent.Of(state)
            .OrderBy(order => order.Key, StringComparer.Ordinal)
            .Select(order => Protocol.Text<BranchOrder>(order.Value)));
}
