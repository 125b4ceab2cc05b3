using Microsoft.Data.Sqlite;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Settings;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Recovery;

/// <summary>What is stored of one run and cannot be read is that run's; the process and all others go on.</summary>
public sealed class DamagedEventTests
{
    private static readonly RunId Broken = new("broken");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static RunSpec Spec => Specs.Of(PolicyKind.WarmupStableDecaySimplified, 60, 120);

    [Theory]
    [InlineData("no json",
        "the bytes of its event 2 are no run-event. All its events are kept; a copy of the journal may have it whole.")]
    [InlineData("",
        "the bytes of its event 2 are no run-event. All its events are kept; a copy of the journal may have it whole.")]
    [InlineData("""{"event":{"type":"run-budget-added","steps":"many"},"at":"2026-11-30T19:06:11+00:00"}""", "the bytes of its event 2 are no run-event.")]
    [InlineData("""{"event":{"type":"run-blessed"},"at":"2026-11-30T19:06:11+00:00"}""", "'run-blessed' is no run-event that Riverrun ")]
    public async Task A_run_of_which_an_event_cannot_be_read_is_unreadable_and_the_others_go_on(
        string bytes, string reason)
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        await Scribe.WriteAsync(
            runtime.System, "broken", new RunEvent.Started(Spec, "source"), new RunEvent.BudgetAdded(90, null));
        Damage(home.Path, "run/broken", 2, bytes);

        await runtime.StartRunAsync(Spec);
        await runtime.UntilAsync(run => run.Status == "completed");
        var view = await runtime.Gateway.GetAsync(Broken, Cancel);
        var summaries = await runtime.Gateway.SummariesAsync(Cancel);
        var told = await runtime.Gateway.SendAsync(Broken, new RunCommand.AddBudget(90), "more", Cancel);
        var collected =
            await Assert.ThrowsAsync<InvalidOperationException>(
                () => runtime.Gateway.CollectAsync(dryRun: false, Cancel));

        Assert.StartsWith(
            $"The journal could not be read for run/broken: {reason}", view?.Failure, StringComparison.Ordinal);
        Assert.Equal(RunView.Unreadable, view?.Status);
        Assert.Equal(new Reply.Rejected(view!.Failure!), told);
        Assert.Equal(
            [(RunView.Unreadable, view.Failure), ("completed", null)],
            summaries.Select(run => (run.Status, run.Failure)));
        Assert.StartsWith(view.Failure!, collected.Message, StringComparison.Ordinal);
        Assert.Equal("source", (await runtime.Gateway.GetSpecAsync(Broken, Cancel))?.Source);
        Assert.False(runtime.Fatal.Raised.IsCompleted);
    }

    [Fact]
    public async Task A_branch_of_which_an_event_cannot_be_read_has_failed_and_the_other_branches_go_on()
    {
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();

        await using (var first = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store))
        {
            await first.StartRunAsync(Spec);
            await first.UntilAsync(run => run.Status == "completed");
            await first.SendAsync(new RunCommand.Fork("side", "river", 25, Spec));
            await first.UntilAsync(run => run.Status == "completed" && run.Branches.Count == 2);
        }

        Damage(home.Path, "branch/test-run/river", 3, "no json");
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await runtime.SendAsync(new RunCommand.AddBudget(200));
        var end = await runtime.UntilAsync(run => run.Status == "failed");
        var exported =
            await Assert.ThrowsAsync<UnreadableException>(
                () => runtime.Gateway.HistoryAsync(new RunId("test-run"), Cancel));

        Assert.Equal(
            [("failed", "The journal could not be read for branch/test-run/river: the bytes of its event 3 are no "
                + "branch-event. All its events are kept; a copy of the journal may have it whole."), ("completed",
                null)],
            end.Branches.Select(branch => (branch.Status, branch.Failure)));
        Assert.Equal(
            (false, exported.Message),
            ((await runtime.VerifyAsync()).Ok, (await runtime.VerifyAsync()).Checks[0].Detail));
        Assert.False(runtime.Fatal.Raised.IsCompleted);
    }

    [Fact]
    public async Task A_damaged_snapshot_is_passed_over_for_the_events_have_all_that_it_had()
    {
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();

        await using (
            var first = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store, snapshotEvery: 2))
        {
            await first.StartRunAsync(Spec);
            await first.UntilAsync(run => run.Status == "completed");
        }

        Execute(home.Path, snapshots: true, "UPDATE snapshot SET snapshot = CAST('no json' AS BLOB)");
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);

        Assert.Equal(2, (await runtime.UntilAsync(run => run.Status == "completed")).Budgets.Count);
        Assert.False(runtime.Fatal.Raised.IsCompleted);
    }

    private static void Damage(string home, string entity, long number, string bytes) => Execute(
        home, snapshots: false,
        "UPDATE journal SET message = CAST($bytes AS BLOB) WHERE persistence_id = $entity AND sequence_number = "
            + "$number",
        ("$bytes", bytes), ("$entity", entity), ("$number", number));

    private static void Execute(string home, bool snapshots, string sql, params (string Name, object Value)[] values)
    {
        var files = (JournalConfig.Sqlite)new RuntimeSettings(
            home, "", NodeRole.Viewer, TimeSpan.FromSeconds(1), 1, 1, TimeSpan.FromSeconds(1)).Journal;
        using var connection =
            new SqliteConnection($"Data Source={(snapshots ? files.SnapshotFile : files.JournalFile)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;

        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);

        Assert.True(command.ExecuteNonQuery() > 0);
    }
}
