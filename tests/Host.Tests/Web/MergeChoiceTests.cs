using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Host.Web;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Tests.Web;

public sealed class MergeChoiceTests
{
    private static readonly RunView Run = new(
        "r", "wsd", "wsd", "completed", null, 1, [], [Branch("river", 100, 25, 50, 75), Branch("budget-400", 400)], 100,
        new ReplayView(0, 0));

    [Fact]
    public void The_last_checkpoints_are_averaged_from_the_oldest_to_the_newest()
    {
        var merge = Chosen(new MergeBody("river", 2));

        Assert.Equal("mean-2-at-100", merge.Name);
        Assert.Equal([new MergeSource("river", 75, 0.5), new MergeSource("river", 100, 0.5)], merge.From);
    }

    [Fact]
    public void They_may_end_at_a_step_and_have_coefficients_and_a_name_of_their_own()
    {
        var merge = Chosen(new MergeBody("river", 3, 75, [0.2, 0.3, 0.5], "mine"));

        Assert.Equal("mine", merge.Name);
        Assert.Equal([new("river", 25, 0.2), new("river", 50, 0.3), new("river", 75, 0.5)], merge.From);
    }

    [Fact]
    public void Another_branch_and_other_coefficients_give_another_name_and_the_same_ones_the_same()
    {
        Assert.Equal("mean-2-of-twin-at-50", MergeChoice.Of(
            Run with { Branches = [Branch("twin", 25, 50)] }, new MergeBody("twin", 2)).Merge!.Name);
        Assert.Equal(
            Chosen(new MergeBody("river", 2, 50, [0.2, 0.8])).Name,
            Chosen(new MergeBody("river", 2, 50, [0.2, 0.8])).Name);
        Assert.NotEqual(
            Chosen(new MergeBody("river", 2, 50, [0.2, 0.8])).Name,
            Chosen(new MergeBody("river", 2, 50, [0.8, 0.2])).Name);
        var longest =
            MergeChoice.Of(
                Run with { Branches = [Branch(new string('b', 64), 25, 50)] }, new MergeBody(new string('b', 64), 2));
        Assert.Equal(64, longest.Merge!.Name.Length);
    }

    [Theory]
    [InlineData("river", 5, null, "Branch river keeps 4 checkpoints, at 25, 50, 75, 100, and 5 were to be merged; "
        + "take fewer, or have more taken with checkpoints.every-steps.")]
    [InlineData("river", 3, 50L, "Branch river keeps 2 checkpoints up to step 50, at 25, 50, and 3 were to be merged; "
        + "take fewer, or have more taken with checkpoints.every-steps.")]
    [InlineData("river", 2, 60L, "Branch river keeps no checkpoint at step 60; it keeps 25, 50, 75, 100.")]
    [InlineData("sea", 2, null, "Run r has no branch sea; it has river, budget-400.")]
    public void What_is_not_there_is_refused_in_one_sentence(string branch, int last, long? at, string sentence) =>
        Assert.Equal((null, sentence), MergeChoice.Of(Run, new MergeBody(branch, last, at)));

    [Fact]
    public void There_is_a_coefficient_for_each() => Assert.Equal(
        "There are 1 coefficients for 2 checkpoints; give one for each, the oldest checkpoint's first.",
        MergeChoice.Of(Run, new MergeBody("river", 2, Coefficients: [1])).Problem);

    private static RunCommand.AddMerge Chosen(MergeBody body) =>
        MergeChoice.Of(Run, body) is ({ } merge, null) ? merge : throw new InvalidOperationException("It was refused.");

    private static BranchView Branch(string name, params long[] steps) => new(
        name, null, null, "completed", 100, 100, null, [],
        [.. steps.Select(step => new CheckpointView(step, CheckpointDigest.FromHash(new byte[32]), "periodic"))], null);
}
