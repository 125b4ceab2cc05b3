using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Runtime;

public sealed class RunSummariesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_is_over_and_one_that_trains_are_told_in_a_line_each()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(
            home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(1)), new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecay, 40, 80));
        var view = await runtime.UntilAsync(run => run.Status == "completed");
        var slow = Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40, 1_000_000) with { Name = "slow" };
        await runtime.Gateway.SendAsync(new RunId("slow"), new RunCommand.Start(slow, "source"), "start-slow", Cancel);
        await runtime.UntilAsync(run => run.Branches.Count > 0 && run.Branches[0].Step > 60, name: "slow");

        var summaries = await runtime.Gateway.SummariesAsync(Cancel);

        Assert.Equal(["slow", "test-run"], summaries.Select(run => run.Name));
        Assert.Equal(
            ("running", 1, 2, 1_000_000),
            (summaries[0].Status, summaries[0].BudgetsReached, summaries[0].BudgetsPlanned, summaries[0].EndStep));
        Assert.True(summaries[0].Step > 60 && summaries[0].SpentSteps == summaries[0].Step);
        Assert.Equal(
            (view.Recipe, view.Policy, view.Seed, "completed", 2, 2, 80, view.SpentSteps,
                view.Budgets.Min(budget => budget.ValidationLossNats)),
            (summaries[1].Recipe, summaries[1].Policy, summaries[1].Seed, summaries[1].Status,
                summaries[1].BudgetsReached,
                summaries[1].BudgetsPlanned, summaries[1].Step, summaries[1].SpentSteps, summaries[1].BestLossNats));
        Assert.True(summaries[1].StartedAt < summaries[1].UpdatedAt
            && summaries[1].UpdatedAt <= summaries[0].UpdatedAt);
    }

    [Fact]
    public async Task A_home_without_a_run_has_no_summaries()
    {
        using var home = new TemporaryDirectory();
        await using var runtime =
            await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore(), hostsDevice: false);

        Assert.Empty(await runtime.Gateway.SummariesAsync(Cancel));
    }

    [Fact]
    public void Events_that_contradict_each_other_make_a_run_unreadable_and_not_the_list()
    {
        var started = new RunEvent.Started(Specs.Of(PolicyKind.WarmupStableDecay, 40), "source");

        var (_, summary) =
            RunSummaries.Of(new RunId("test-run"), [At(0, new RunEvent.BudgetAdded(80, null)), At(1, started)], 2);

        Assert.Equal(
            (RunView.Unreadable, Noon, Noon.AddMinutes(1)), (summary.Status, summary.StartedAt, summary.UpdatedAt));
        Assert.StartsWith(
            "run/test-run cannot be recovered from its events", summary.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1,
        "The journal could not be read for run/test-run: the bytes of its event 2 are no run-event. All its events "
            + "are kept; a copy of the journal may have it whole.")]
    [InlineData(2, "The journal gave back 2 of the 3 events of run/test-run; nothing is decided on a part of them.")]
    public void A_run_of_which_an_event_is_damaged_or_lost_is_listed_with_its_reason(int damaged, string reason)
    {
        object[] events =
            [At(0, new RunEvent.Started(Specs.Of(PolicyKind.WarmupStableDecay, 40), "source")),
                At(1, new RunEvent.BudgetAdded(80, null))];

        if (damaged < events.Length)
            events[damaged] = new Undecoded("run-event", null);

        var (state, summary) = RunSummaries.Of(new RunId("test-run"), events, Math.Max(events.Length, damaged + 1));

        Assert.Equal((RunView.Unreadable, reason), (summary.Status, summary.Failure));
        Assert.Equal(damaged == 1 ? "test" : "", summary.Recipe.Length > 0 ? "test" : "");
        Assert.Equal(damaged == 1, state.Spec is not null);
    }

    private static Recorded<RunEvent> At(int minute, RunEvent happened) =>
        new(happened, Noon.AddMinutes(minute), null, null);
}
