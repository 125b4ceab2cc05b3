using Riverrun.Actors.Edge;
using Riverrun.Actors.Runs;
using Riverrun.Host.Cli;
using Riverrun.Host.Export;
using Riverrun.Host.Tests.Live;

namespace Riverrun.Host.Tests.Cli;

public sealed class ChosenModelTests
{
    private static readonly RunView Forked = LiveRuns.Simplified() with
    {
        Budgets =
        [
            LiveRuns.Reached(400, "river", 400), LiveRuns.Reached(400, "side", 440),
            LiveRuns.Reached(800, "river", 840),
            LiveRuns.Planned(1600, "river"),
        ],
    };

    [Theory]
    [InlineData(null, null, "river", 800)]
    [InlineData(null, "side", "side", 400)]
    [InlineData(400L, "river", "river", 400)]
    [InlineData(400L, "side", "side", 400)]
    [InlineData(1600L, null, "river", 1600)]
    public void The_model_is_the_one_that_was_asked_for_or_the_largest(
        long? steps, string? branch, string ofBranch, long ofSteps)
    {
        var chosen = SampleVerb.Choose(Forked, steps, branch);

        Assert.Equal((ofBranch, ofSteps), (chosen.Branch, chosen.Steps));
    }

    [Theory]
    [InlineData(400L, null,
        "wsd-s has the budget of 400 steps on several branches; name one with --branch: river, side.")]
    [InlineData(401L, null, "wsd-s has no budget of 401 steps; it has 400, 800, 1600.")]
    [InlineData(800L, "side", "wsd-s/side has no budget of 800 steps; it has 400.")]
    [InlineData(400L, "nobody", "wsd-s/nobody has no budget of 400 steps; it has none.")]
    [InlineData(null, "nobody", "wsd-s/nobody has delivered no model yet.")]
    public void A_model_that_is_not_there_or_not_the_only_one_is_refused(
        long? steps, string? branch, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<FormatException>(() => SampleVerb.Choose(Forked, steps, branch)).Message);

    [Fact]
    public void A_comparison_names_the_branches_only_where_a_run_has_two_for_a_budget()
    {
        Assert.StartsWith(
            "run    policy  branch  budget  ", Compare.Of([new RunHistory(Forked, [])]).ToText(),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "run    policy  budget  ", Compare.Of([new RunHistory(LiveRuns.Simplified(), [])]).ToText(),
            StringComparison.Ordinal);
    }
}
