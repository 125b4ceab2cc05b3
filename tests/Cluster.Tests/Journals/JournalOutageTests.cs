using Akka.Actor;
using Akka.Pattern;
using Akka.Persistence;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Settings;
using Riverrun.Actors.Tests.Support;
using Riverrun.Cluster.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Cluster.Tests.Journals;

public sealed class JournalOutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_server_pauses_decisions_and_loses_nothing_when_it_returns()
    {
        await using var server = await PostgreSqlServer.StartAsync(Cancel, durable: true);
        using var home = new TemporaryDirectory();
        var journal = new JournalConfig.PostgreSql(await server.CreateDatabaseAsync(Cancel));
        var spec = Specs.Of(PolicyKind.WarmupStableDecay, 60, 600);
        await using var runtime = await RuntimeProcess.StartAsync(
            home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(1)), new MemoryStore(), journal: journal);
        await runtime.StartRunAsync(spec);
        var before = await runtime.UntilAsync(run => run.SpentSteps > 100);
        var acknowledged = await runtime.SendAsync(new RunCommand.AddBudget(900), "add-900");
        var stored = await runtime.EventsAsync();

        await server.KillAsync(Cancel);
        var command =
            await Assert.ThrowsAnyAsync<IOException>(() => runtime.SendAsync(new RunCommand.AddBudget(800), "add-800"));
        var question = await Assert.ThrowsAnyAsync<IOException>(() => runtime.Gateway.ListAsync(Cancel));
        await server.RestartAsync(Cancel);
        await UntilAcceptedAsync(runtime, new RunCommand.AddBudget(800), "add-800");
        var end = await runtime.UntilAsync(run => run.Status == "completed");

        Assert.IsType<Reply.Accepted>(acknowledged);
        Assert.Contains("is away", command.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgreSqlServer.Password, command.Message + question.Message, StringComparison.Ordinal);
        Assert.False(runtime.Fatal.Raised.IsCompleted);
        Assert.Equal(
            stored.Select(e => e.Sequence), (await runtime.EventsAsync()).Take(stored.Count).Select(e => e.Sequence));
        // Once in the end: a trunk that has gone on meanwhile gives it back, and it is served from a checkpoint
        // instead.
        var changes = (await runtime.EventsAsync())
            .Where(e => e.Type.StartsWith("run-budget-", StringComparison.Ordinal) && (long?)e.Body["steps"] == 800);
        Assert.Equal(
            1, changes.Sum(e => e.Type switch { "run-budget-added" => 1, "run-budget-removed" => -1, _ => 0 }));
        Assert.True(end.SpentSteps > before.SpentSteps);
        Assert.Equal(0, end.ReplayChecks.Diverged);
        Assert.True((await runtime.VerifyAsync()).Ok);
    }

    [Fact]
    public async Task A_run_that_lost_its_database_in_between_delivers_the_models_of_an_undisturbed_one()
    {
        await using var server = await PostgreSqlServer.StartAsync(Cancel);
        using var home = new TemporaryDirectory();
        var journal = new JournalConfig.PostgreSql(server.ConnectionString);
        var spec = Specs.Of(PolicyKind.WarmupStableDecay, 60, 400);
        await using var runtime = await RuntimeProcess.StartAsync(
            home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(1)), new MemoryStore(), journal: journal);
        await runtime.StartRunAsync(spec);
        await runtime.UntilAsync(run => run.SpentSteps > 50);

        await server.KillAsync(Cancel);
        await Task.Delay(TimeSpan.FromSeconds(3), Cancel);
        await server.RestartAsync(Cancel);
        var end = await UntilCompletedAsync(runtime);

        Assert.Equal(await Outcome.UndisturbedAsync(spec), Outcome.Models(end));
    }

    /// <summary>
    /// A circuit breaker that opens answers in the database's place, and one that is half open loses questions.
    /// </summary>
    [Fact]
    public async Task While_the_server_is_away_every_question_is_answered_with_its_cause()
    {
        await using var server = await PostgreSqlServer.StartAsync(Cancel);
        using var home = new TemporaryDirectory();
        var journal = new JournalConfig.PostgreSql(server.ConnectionString);
        await using var runtime = await RuntimeProcess.StartAsync(
            home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(1)), new MemoryStore(), journal: journal);
        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecay, 60, 400));
        var snapshots = Persistence.Instance.Apply(runtime.System).SnapshotStoreFor(null);
        var latest = new LoadSnapshot("run/test-run", SnapshotSelectionCriteria.Latest, long.MaxValue);

        await server.KillAsync(Cancel);
        var answers = new List<object>();
        for (var i = 0; i < 50; i++)
            answers.Add(await snapshots.Ask(latest, TimeSpan.FromSeconds(20), Cancel));

        Assert.All(answers, answer =>
            Assert.IsNotType<OpenCircuitException>(Assert.IsType<LoadSnapshotFailed>(answer).Cause));
    }

    /// <summary>Repeats a command under its id, as a client does that was refused with 503.</summary>
    private static async Task UntilAcceptedAsync(RuntimeProcess runtime, RunCommand command, string id)
    {
        while (true)
            try
            {
                Assert.IsType<Reply.Accepted>(await runtime.SendAsync(command, id));
                return;
            }
            catch (IOException)
            {
                await Task.Delay(200, Cancel);
            }
    }

    private static async Task<Riverrun.Actors.Runs.RunView> UntilCompletedAsync(RuntimeProcess runtime)
    {
        while (true)
            try
            {
                return await runtime.UntilAsync(run => run.Status == "completed");
            }
            catch (IOException)
            {
                await Task.Delay(200, Cancel);
            }
    }
}
