using Akka.Actor;
using Akka.Configuration;
using Npgsql;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Journals;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Settings;
using Riverrun.Actors.Tests.Support;
using Riverrun.Cluster.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Cluster.Tests.Journals;

public sealed class SharedJournalTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    private const string Insert =
        """
        INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier)
        SELECT 0, false, @entity, @number + i, decode('226122','hex'), '', 1 FROM generate_series(1, @count) i RETURNING ordering
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_that_start_at_once_on_an_empty_database_all_make_its_tables()
    {
        var database = await server.CreateDatabaseAsync(Cancel);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var connection = new NpgsqlConnection(database + ";Pooling=false");
            await connection.OpenAsync(Cancel);
            await PostgreSqlTables.CreateAsync(connection, Cancel);
            await using var insert = Events(connection, $"run/run-{connection.ProcessID}", 0, 1);
            await insert.ExecuteScalarAsync(Cancel);
        }));

        using var reader = Reader(database);
        Assert.Equal(8, (await reader.Events.RunsAsync(Cancel)).Count);
    }

    [Fact]
    public async Task Two_runtimes_start_at_once_on_an_empty_database_and_both_train()
    {
        var journal = new JournalConfig.PostgreSql(await server.CreateDatabaseAsync(Cancel));
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        var spec = Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40);

        var both = await Task.WhenAll(
            RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store, journal: journal),
            RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store, journal: journal));
        await using var first = both[0];
        await using var second = both[1];
        await Task.WhenAll(
            first.StartRunAsync(spec),
            second.Gateway.SendAsync(
                new RunId("other"),
                new RunCommand.Start(spec with { Name = "other" }, ""),
                "start-other",
                Cancel));

        Assert.Equal("completed", (await first.UntilAsync(run => run.Status == "completed")).Status);
        Assert.Equal("completed", (await second.UntilAsync(run => run.Status == "completed", name: "other")).Status);
        Assert.Equal(["other", "test-run"], (await first.Gateway.ListAsync(Cancel)).Select(run => run.Name));
    }

    [Fact]
    public async Task A_run_that_goes_from_one_process_to_another_and_back_keeps_all_its_events()
    {
        var journal = new JournalConfig.PostgreSql(await server.CreateDatabaseAsync(Cancel));
        using var home = new TemporaryDirectory();
        await using var first = await ViewerAsync();
        await using var second = await ViewerAsync();

        Assert.IsType<Reply.Accepted>(await first.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40)));
        Assert.IsType<Reply.Accepted>(await second.SendAsync(new RunCommand.AddBudget(80)));
        Assert.IsType<Reply.Accepted>(await first.SendAsync(new RunCommand.AddBudget(120)));
        Assert.IsType<Reply.Accepted>(await second.SendAsync(new RunCommand.AddBudget(160)));

        await using var third = await ViewerAsync();

        foreach (var reader in new[] { first, second, third })
            Assert.Equal([40, 80, 120, 160], (await reader.ViewAsync()).Budgets.Select(budget => budget.Steps));

        Task<RuntimeProcess> ViewerAsync() =>
            RuntimeProcess.StartAsync(
                home.Path, new FakeTrainers(), new MemoryStore(), hostsDevice: false, journal: journal);
    }

    [Fact]
    public async Task A_reader_waits_for_an_event_that_has_its_place_and_is_not_committed_yet()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        using var reader = Reader(database);
        Assert.Empty(await reader.Events.RunsAsync(Cancel));
        await using var slow = await OpenAsync(database);
        await using var fast = await OpenAsync(database);

        await using var transaction = await slow.BeginTransactionAsync(Cancel);
        await using var early = Events(slow, "run/test-run", 0, 1);
        await early.ExecuteScalarAsync(Cancel);
        await using var late = Events(fast, "branch/test-run/river", 0, 1);
        await late.ExecuteScalarAsync(Cancel);
        var reading = AllAsync(reader.Events, after: 0);
        await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(3), Cancel));
        var waited = !reading.IsCompleted;
        await transaction.CommitAsync(Cancel);

        Assert.True(waited);
        Assert.Equal(["run/test-run", "branch/test-run/river"], (await reading).Select(e => e.PersistenceId));
    }

    [Fact]
    public async Task A_follower_that_resumes_again_and_again_sees_every_event_once_while_many_write()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        using var reader = Reader(database);
        Assert.Empty(await reader.Events.RunsAsync(Cancel));
        const int Writers = 6, Batches = 60;
        var written = Enumerable.Range(0, Writers).Select(writer => WriteAsync(database, writer, Batches)).ToList();
        var followed = new List<long>();
        var all = Task.WhenAll(written);

        for (var last = false; !last;)
        {
            last = all.IsCompleted;

            await foreach (
                var e in reader.Events.EventsAsync(
                    new RunId("test-run"), followed.LastOrDefault(), follow: false, Cancel))
                followed.Add(e.Sequence);
        }

        Assert.Equal((await all).SelectMany(places => places).Order(), followed);
    }

    [Fact]
    public async Task A_follower_of_one_run_sees_nothing_of_others_whose_names_begin_alike()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        using var reader = Reader(database);
        Assert.Empty(await reader.Events.RunsAsync(Cancel));
        await using var connection = await OpenAsync(database);

        foreach (var entity in new[] { "run/test-run", "run/test-run-2", "branch/test-run-2/river",
            "/sharding/test-run", "branch/test-run/river" })
        {
            await using var insert = Events(connection, entity, 0, 1);
            await insert.ExecuteScalarAsync(Cancel);
        }

        Assert.Equal(
            ["run/test-run", "branch/test-run/river"], (await AllAsync(reader.Events, 0)).Select(e => e.PersistenceId));
        Assert.Equal(["test-run", "test-run-2"], (await reader.Events.RunsAsync(Cancel)).Select(run => run.Name));
    }

    /// <summary>
    /// Transactions of differing length that overlap, so that they commit in another order than
    /// they drew their places; some are taken back.
    /// </summary>
    private static async Task<List<long>> WriteAsync(string database, int writer, int batches)
    {
        var random = new Random(writer);
        var places = new List<long>();
        await using var connection = await OpenAsync(database);

        for (var batch = 0; batch < batches; batch++)
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            var drawn = new List<long>();

            await using (var insert = Events(connection, $"branch/test-run/b{writer}", batch * 10, 1 + random.Next(5)))
            await using (var rows = await insert.ExecuteReaderAsync(Cancel))
                while (await rows.ReadAsync(Cancel))
                    drawn.Add(rows.GetInt64(0));

            await Task.Delay(random.Next(20), Cancel);

            if (random.Next(8) == 0)
            {
                await transaction.RollbackAsync(Cancel);
                continue;
            }

            await transaction.CommitAsync(Cancel);
            places.AddRange(drawn);
        }

        return places;
    }

    private static NpgsqlCommand Events(NpgsqlConnection connection, string entity, int number, int count) =>
        new(Insert, connection)
        {
            Parameters = { new("entity", entity), new("number", number), new("count", count) },
        };

    private static async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Cancel);

        return connection;
    }

    private static async Task<List<StoredEvent>> AllAsync(PostgreSqlEvents events, long after)
    {
        var all = new List<StoredEvent>();

        await foreach (var e in events.EventsAsync(new RunId("test-run"), after, follow: false, Cancel))
            all.Add(e);

        return all;
    }

    private static EventsReader Reader(string database) => new(database);

    private sealed class EventsReader(string database) : IDisposable
    {
        private readonly ActorSystem _system = ActorSystem.Create(
            "reader", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));

        public PostgreSqlEvents Events => new(_system, database);

        public void Dispose() => _system.Dispose();
    }
}
