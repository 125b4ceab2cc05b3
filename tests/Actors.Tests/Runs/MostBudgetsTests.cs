using Riverrun.Actors.Branches;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Actors.Tests.Runs;

/// <summary>A thousand budgets is what a run may have, so it must be able to live with them.</summary>
public sealed class MostBudgetsTests
{
    private static readonly long[] Budgets = [.. Enumerable.Range(1, BudgetRules.Most).Select(i => 20L * i)];

    [Theory]
    [InlineData(PolicyKind.WarmupStableDecaySimplified, 1)]
    [InlineData(PolicyKind.WarmupStableDecay, 1)]
    [InlineData(PolicyKind.CyclicCosine, 1)]
    [InlineData(PolicyKind.Cosine, 1000)]
    public void A_run_that_grew_to_a_thousand_budgets_is_the_one_that_began_with_them(PolicyKind policy, int branches)
    {
        var begun = RunState.Empty.With(new RunEvent.Started(SpecOf(policy, Budgets), "source"));
        var grown = Budgets[1..].Aggregate(
            RunState.Empty.With(new RunEvent.Started(SpecOf(policy, Budgets[0]), "source")),
            (state, budget) => state.After(state.Asked(new RunCommand.AddBudget(budget))));

        var view = RunViews.Of(grown, new Dictionary<string, BranchMilestone.Progressed>(), RunInState.Unknown);

        Assert.Equal(Budgets, view.Budgets.Select(budget => budget.Steps));
        Assert.Equal(branches, view.Branches.Count);
        Assert.Equal(branches, RunIntent.Of(grown).Count);
        Assert.Equal(
            begun.Plan.SelectMany(branch => branch.Plan.Stages.Select(stage => (branch.Plan.Name, stage))),
            grown.Plan.SelectMany(branch => branch.Plan.Stages.Select(stage => (branch.Plan.Name, stage))));
    }

    [Fact]
    public async Task A_run_delivers_a_thousand_budgets_and_answers_meanwhile()
    {
        using var home = new TemporaryDirectory();
        await using var runtime =
            await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore(), snapshotEvery: 500);

        await runtime.StartRunAsync(SpecOf(PolicyKind.WarmupStableDecaySimplified, Budgets));
        var end = await runtime.UntilAsync(run => run.Status is "completed" or "failed", seconds: 300);

        Assert.Null(end.Failure);
        Assert.Equal(BudgetRules.Most, end.Budgets.Count(budget => budget.Status == "reached"));
    }

    private static RunSpec SpecOf(PolicyKind policy, params long[] budgets) => Specs.Of(policy, budgets) is var spec
        ? spec with { LearningRate = spec.LearningRate with { DecayLength = new DecayLength(DecayBasis.Steps, 2) } }
        : throw new InvalidOperationException("There is no spec.");
}
