using Riverrun.Actors.Settings;
using Riverrun.Actors.Tests.Support;
using Riverrun.Cluster.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Cluster.Tests.Journals;

public sealed class PostgreSqlJournalTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_delivers_the_same_models_as_over_files_also_when_it_is_killed_between()
    {
        var journal = new JournalConfig.PostgreSql(await server.CreateDatabaseAsync(Cancel));
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        var spec = Specs.Of(PolicyKind.WarmupStableDecay, 60, 120);

        var first = await RuntimeProcess.StartAsync(
            home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(2)), store, journal: journal);
        await first.StartRunAsync(spec);
        await first.UntilAsync(run => run.SpentSteps > 40);
        await first.KillAsync();
        await using var second =
            await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store, journal: journal);
        await second.StartRunAsync(spec);
        var end = await second.UntilAsync(run => run.Status == "completed");

        Assert.Equal(await Outcome.UndisturbedAsync(spec), Outcome.Models(end));
        Assert.True((await second.VerifyAsync()).Ok);
    }

    [Fact]
    public async Task Events_that_are_stored_together_are_no_text_of_the_statement()
    {
        using var statements = new Statements();
        using var home = new TemporaryDirectory();
        await using var process = await RuntimeProcess.StartAsync(
            home.Path, new FakeTrainers(), new MemoryStore(),
            journal: new JournalConfig.PostgreSql(await server.CreateDatabaseAsync(Cancel)));

        // Two events: begun, and a branch opened.
        await process.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecay, 60));

        Assert.Contains(
            statements.Texts, text => text.StartsWith("INSERT INTO journal", StringComparison.Ordinal)
            && text.Split('(').Length > 3);
        Assert.DoesNotContain(statements.Texts, text => text.Contains("run/test-run", StringComparison.Ordinal));
    }
}
