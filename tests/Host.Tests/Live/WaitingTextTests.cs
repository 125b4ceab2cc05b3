using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;
using Riverrun.Host.Live;

namespace Riverrun.Host.Tests.Live;

public sealed class WaitingTextTests
{
    [Theory]
    [InlineData("busy", 2, 1, "cpu", 0, "my-river/river", 3200L, null, null,
        "2nd for the device: river of my-river trains (3,200 steps left)")]
    [InlineData(
        "busy", 3, 1, "cpu", 0, "my-river/river", 3200L, "other/leaf-400", "steps",
        "3rd for the device: river of my-river trains (3,200 steps left), and leaf-400 of other goes first (it has "
            + "fewer steps left)")]
    [InlineData(
        "busy", 14, 12, "cuda", 0, "a/b", 1L, "c/d", "priority",
        "14th for the 12 devices of its kind: b of a trains (1 step left), and d of c goes first (it has a greater "
            + "priority)")]
    [InlineData("busy", 121, 1, "cpu", 0, null, null, "c/d", "arrival",
        "121st for the device: others train, and d of c goes first (it has waited longer)")]
    [InlineData("no-device", 0, 0, "cuda", 0, null, null, null, null, "no GPU has announced itself")]
    [InlineData("memory", 0, 0, "cuda", 42949672960, null, null, null, null,
        "no GPU has the 40 GiB of memory that it needs")]
    [InlineData("soon", 1, 1, "cpu", 0, null, null, null, null,
        "1st for the device: one is free and is about to be given to it")]
    public void A_place_is_said_with_its_reason(
        string reason, int place, int devices, string needs, long memory, string? trains, long? left, string? before,
        string? by, string said) =>
        Assert.Equal(
            said, WaitingText.Of(new WaitingView(reason, place, devices, needs, memory, trains, left, before, by)));

    [Fact]
    public void A_run_says_why_its_next_branch_waits_only_while_none_of_its_branches_trains()
    {
        var training = LiveRuns.Simplified();
        var waiting = training with { Branches = [Waiting("leaf", 0), Waiting("river", 4), Waiting("late", 7)] };

        Assert.Null(WaitingText.Of(training));
        Assert.StartsWith("4th for the device", WaitingText.Of(waiting), StringComparison.Ordinal);
        Assert.Null(WaitingText.Of(waiting with { Branches = [.. waiting.Branches, .. training.Branches] }));
        Assert.Null(WaitingText.Of(waiting with { Status = "paused" }));
    }

    private static BranchView Waiting(string name, int place) => LiveRuns.Simplified().Branches[0] with
    {
        Name = name,
        Status = "waiting",
        Live = null,
        Waiting = new WaitingView(place == 0 ? "no-device" : "busy", place, place == 0 ? 0 : 1, "cpu"),
    };
}
