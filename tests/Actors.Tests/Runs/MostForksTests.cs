using Riverrun.Actors.Branches;
using Riverrun.Actors.Remoting;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Serialization;
using Riverrun.Actors.Tests.Branches;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Actors.Tests.Runs;

/// <summary>
/// Forks have no limit, so a run with very many of them must still be answered; so must one of the most stages.
/// </summary>
public sealed class MostForksTests
{
    [Fact]
    public void A_run_of_three_hundred_forks_plans_them_all()
    {
        var state = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 160).Keeping(25);

        for (var i = 0; i < 300; i++)
            state = state.After(state.Asked(new RunCommand.Fork($"fork-{i}", "river", 25, state.Spec!)));

        Assert.Equal(301, state.Plan.Count);
        Assert.Equal(301, RunIntent.Of(state).Count);
    }

    [Fact]
    public void A_fork_of_a_fork_goes_sixty_deep()
    {
        var state = RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 40, 160).Keeping(25);

        for (var i = 1; i <= 60; i++)
        {
            var parent = i == 1 ? "river" : $"fork-{i - 1}";
            state = state.After(state.Asked(new RunCommand.Fork($"fork-{i}", parent, 24 + i, state.Spec!)));
            state = state.With(
                new RunEvent.CheckpointNoted($"fork-{i}", 25 + i, Branch.Digest(25 + i), "periodic", null));
        }

        Assert.Equal(61, state.Plan.Count);
        Assert.Equal("fork-59", Assert.IsType<BranchStart.FromCheckpoint>(state.Plan[^1].Plan.Start).Branch);
        Assert.Equal(
            61, RunViews.Of(state, new Dictionary<string, BranchMilestone.Progressed>(), RunInState.Unknown)
                .Branches.Count);
    }

    [Fact]
    public void A_fixed_plan_of_a_thousand_stages_is_planned_whole_and_begins_with_the_first()
    {
        var spec = Specs.Of(PolicyKind.Staged) is var plain ? plain with
        {
            StagedPlan = [.. Enumerable.Range(0, BudgetRules.Most).Select(i => new StagedStep(
                $"stage-{i}", i == 0 ? null : $"stage-{i - 1}", RunSpec.MostSteps, RunSpec.MainWorkload,
                plain.LearningRate, Carry.Everything))],
        } : null;
        var state = RunState.Empty.With(new RunEvent.Started(spec!, "source"));

        var view = RunViews.Of(state, new Dictionary<string, BranchMilestone.Progressed>(), RunInState.Unknown);

        Assert.Equal("stage-0", Assert.Single(view.Branches).Name);
        Assert.Equal(BudgetRules.Most, state.Plan.Count);
        Assert.Equal(BudgetRules.Most * RunSpec.MostSteps, state.Plan[^1].Plan.EndStep);
        Assert.True(Protocol.Text(spec!).Length < ClusterTransport.MaximumFrameBytes);
    }
}
