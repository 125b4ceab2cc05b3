using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;
using Riverrun.Host.Cli;
using Riverrun.Host.Tests.Live;

namespace Riverrun.Host.Tests.Cli;

public sealed class CommandSentencesTests
{
    private static readonly RunView Running = LiveRuns.Simplified();

    [Theory]
    [InlineData("pause", "running", "paused", "wsd-s is paused; river finishes its slice first.", true)]
    [InlineData("pause", "paused", "paused", "wsd-s is paused already.", false)]
    [InlineData("pause", "completed", "completed", "wsd-s is completed already; there is nothing to pause.", false)]
    [InlineData("pause", "failed", "failed",
        "wsd-s has failed, so nothing of it trains; riverrun resume tries it again.", false)]
    [InlineData("pause", "running", "completed", "wsd-s is completed already; there is nothing to pause.", false)]
    [InlineData("resume", "paused", "running", "wsd-s goes on.", true)]
    [InlineData("resume", "failed", "running", "wsd-s goes on where it failed.", true)]
    [InlineData("resume", "running", "running", "wsd-s was not paused; it is running.", false)]
    [InlineData("resume", "completed", "completed", "wsd-s is completed; there is nothing to resume.", false)]
    [InlineData("cancel", "running", "cancelled", "wsd-s is cancelled; what is stored stays.", true)]
    [InlineData("cancel", "failed", "cancelled", "wsd-s is cancelled; what is stored stays.", true)]
    [InlineData("cancel", "cancelled", "cancelled", "wsd-s was cancelled already.", false)]
    [InlineData("cancel", "completed", "completed",
        "wsd-s is completed already; there is nothing to cancel, and its models stay.", false)]
    public void A_command_says_what_the_run_is(string verb, string before, string now, string sentence, bool changed)
    {
        Func<RunView, RunView, (string, bool)> said = verb switch
        {
            "pause" => CommandSentences.Pause,
            "resume" => CommandSentences.Resume,
            _ => CommandSentences.Cancel,
        };

        Assert.Equal((sentence, changed), said(Running with { Status = before }, Running with { Status = now }));
    }

    [Fact]
    public void A_run_that_goes_on_and_waits_says_for_what()
    {
        var waiting = Running with
        {
            Branches =
            [
                Running.Branches[
                    0] with { Status = "waiting", Live = null,
                    Waiting = new WaitingView("busy", 2, 1, "cpu", 0, "big/river", 3200) },
            ],
        };

        Assert.Equal(
            "wsd-s goes on; it waits, 2nd for the device: river of big trains (3,200 steps left).",
            CommandSentences.Resume(waiting with { Status = "paused" }, waiting).Sentence);
    }

    [Fact]
    public void A_budget_that_is_there_already_or_not_there_is_said_to_be_so()
    {
        var less = Running with { Budgets = [.. Running.Budgets.Where(budget => budget.Steps != 1600)] };

        Assert.Equal(
            ("wsd-s delivers a model at 1600 steps, on river.", true), CommandSentences.AddBudget(less, Running, 1600));
        Assert.Equal(
            ("wsd-s delivers a model at 1600 steps, on river; wsd-s is paused, and riverrun resume lets it go on.",
                true),
            CommandSentences.AddBudget(less, Running with { Status = "paused" }, 1600));
        Assert.Equal(
            ("wsd-s has the budget of 1600 steps already; river is to deliver it.", false),
            CommandSentences.AddBudget(Running, Running, 1600));
        Assert.StartsWith(
            "wsd-s has the budget of 400 steps already, and its model is delivered: ",
            CommandSentences.AddBudget(Running, Running, 400).Sentence,
            StringComparison.Ordinal);
        Assert.Equal(
            ("wsd-s delivers no model at 1600 steps.", true), CommandSentences.RemoveBudget(Running, less, 1600));
        Assert.Equal(
            ("wsd-s has no budget of 999 steps that could be removed; it has 400, 1600.", false),
            CommandSentences.RemoveBudget(Running, Running, 999));
    }

    [Fact]
    public void A_fork_says_whether_its_branch_can_train()
    {
        var fork = Running.Branches[
            0] with
        { Name = "side", Parent = "river", ForkStep = 400, Status = "waiting", Live = null };
        var forked = Running with { Branches = [.. Running.Branches, fork] };

        Assert.Equal(
            ("wsd-s/side is forked from river at step 400.", true),
            CommandSentences.Fork(Running, forked, "side", "river", 400));
        Assert.Equal(
            ("wsd-s/side is forked from river at step 400; wsd-s is paused, and riverrun resume lets it go on.", true),
            CommandSentences.Fork(Running, forked with { Status = "paused" }, "side", "river", 400));
        Assert.Equal(
            ("wsd-s/side was forked from river at step 400 already; it is waiting.", false),
            CommandSentences.Fork(forked, forked, "side", "river", 400));
    }
}
