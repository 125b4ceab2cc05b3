using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Riverrun.Host.Api;
using Riverrun.Host.Client;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;
using Riverrun.Host.Tests.Processes;

namespace Riverrun.Host.Tests.Homes;

/// <summary>What is read from the files of a home is what its actors would say.</summary>
public sealed class StoredHomeTests(FinishedRun finished) : IClassFixture<FinishedRun>, IDisposable
{
    private readonly TemporaryHome _home = finished.Copy();

    private static readonly EventQuery Newest = new(["run-budget-reached", "branch-opened"], null, "2", null, Last: 2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Journal => Path.Combine(_home.Path, "journal.db");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Runs_that_are_finished_forked_paused_cancelled_and_failed_are_read_as_their_actors_say_them()
    {
        // What is said then comes from a snapshot and the events after it.
        var settings = Settings() with { SnapshotEveryEvents = 2 };

        await using (var actors = await HomeSession.OpenAsync(settings, TimeProvider.System, Cancel))
        {
            var source = await actors.Client.SpecAsync("wsd-s", Cancel);
            await actors.Client.AddBudgetAsync("wsd-s", 90, Cancel);
            await actors.Client.AddBudgetAsync("wsd-s", 400, Cancel);
            await actors.Client.ForkAsync(
                "wsd-s", new ForkBody("river", 60, "side", ["learning-rate.peak=1e-3"]), Cancel);

            foreach (var name in (string[])["paused", "cancelled", "failed", "new", "unreadable"])
                await actors.Client.StartAsync(
                    $"{source.Replace("name = wsd-s", $"name = {name}", StringComparison.Ordinal)}\n", Cancel);

            await actors.Client.TellAsync("paused", "pause", Cancel);
            await actors.Client.TellAsync("paused", "resume", Cancel);
            await actors.Client.TellAsync("paused", "pause", Cancel);
            await actors.Client.TellAsync("cancelled", "cancel", Cancel);
        }

        Store("run/failed", "run-event", """{"type":"run-failed","branch":"river","reason":"The disk is full."}""");
        Store("run/unreadable", "run-event", """{"type":"run-forked","name":"side","branch":"river","atStep":60}""");

        using var stored = await HomeLook.OpenAsync(settings, TimeProvider.System, Cancel);
        await using var session = await HomeSession.OpenAsync(settings, TimeProvider.System, Cancel);
        var runs = await session.Client.RunsAsync(Cancel);
        Assert.False(stored.IsServed);
        Assert.Equal(["cancelled", "failed", "new", "paused", "unreadable", "wsd-s"], runs);
        Assert.Equal(runs, await stored.Runs.RunsAsync(Cancel));

        foreach (var run in runs)
            Assert.Equal(await EverythingAsync(session.Client, run), await EverythingAsync(stored.Runs, run));

        Assert.Equal(
            ["cancelled", "failed", "running", "paused", "unreadable", "running"],
            await Task.WhenAll(runs.Select(async run => (await stored.Runs.RunAsync(run, Cancel)).Status)));
    }

    [Theory]
    [InlineData("nosuch", 0)]
    [InlineData("Not a name", 0)]
    [InlineData("wsd-s", -1)]
    public async Task A_wrong_question_is_refused_with_the_same_sentence(string run, long after)
    {
        using var stored = await HomeLook.OpenAsync(Settings(), TimeProvider.System, Cancel);
        await using var session = await HomeSession.OpenAsync(Settings(), TimeProvider.System, Cancel);

        foreach (var ask in (Func<IHomeReader, Task>[])
        [
            reader => after == 0 ? reader.RunAsync(run, Cancel) : EventsAsync(reader, run, after),
            reader => after == 0 ? reader.SpecAsync(run, Cancel) : EventsAsync(reader, run, after),
            reader => after == 0 ? reader.HistoryAsync(run, Cancel) : EventsAsync(reader, run, after),
            reader => EventsAsync(reader, run, after),
            reader => EventsAsync(reader, run, after, new EventQuery(["branch-opend"], null, null, null, null)),
            reader => EventsAsync(reader, run, after, new EventQuery(null, "nosuch", null, null, null)),
            reader => EventsAsync(reader, run, after, new EventQuery(null, null, "soon", null, null)),
            reader => EventsAsync(reader, run, after, new EventQuery(null, null, null, 1, 1)),
        ])
            Assert.Equal(
                (await Assert.ThrowsAnyAsync<Exception>(() => ask(session.Client)))
                    .Message.Replace("%20", " ", StringComparison.Ordinal),
                (await Assert.ThrowsAnyAsync<Exception>(() => ask(stored.Runs))).Message);
    }

    [Theory]
    [InlineData("run/wsd-s", "run-event", """{"type":"run-blessed"}""", "unreadable", "'run-blessed' is no run-event that Riverrun ")]
    [InlineData("run/wsd-s", "run-event", """{"type":"run-budget-added","steps":"x"}""", "unreadable", "the bytes of its event ")]
    [InlineData("run/wsd-s", "run-event", "", "unreadable", "the bytes of its event ")]
    [InlineData("branch/wsd-s/river", "branch-event", """{"type":"branch-blessed"}""", "completed", "'branch-blessed' is no branch-event that Riverrun ")]
    [InlineData("branch/wsd-s/river", "branch-event", "nothing", "completed", "the bytes of its event ")]
    public async Task A_run_whose_events_cannot_be_read_is_told_of_with_the_same_reason_and_the_others_are_listed(
        string entity, string family, string happened, string status, string reason)
    {
        Execute(
            """
            INSERT INTO journal(created, deleted, persistence_id, sequence_number, message, manifest, identifier)
            SELECT created, deleted, 'run/other', sequence_number, message, manifest, identifier FROM journal WHERE persistence_id = 'run/wsd-s'
            """);
        Store(entity, family, happened);

        using var stored = await HomeLook.OpenAsync(Settings(), TimeProvider.System, Cancel);
        await using var session = await HomeSession.OpenAsync(Settings(), TimeProvider.System, Cancel);
        var view = await stored.Runs.RunAsync("wsd-s", Cancel);
        var summaries = await stored.Runs.SummariesAsync(Cancel);

        Assert.Equal(await EverythingAsync(session.Client, "wsd-s"), await EverythingAsync(stored.Runs, "wsd-s"));
        Assert.Equal(["completed", status], summaries.Select(run => run.Status));
        Assert.Equal(summaries, await session.Client.SummariesAsync(Cancel));
        Assert.Equal((status, summaries[1].Failure), (view.Status, view.Failure));
        Assert.StartsWith(
            $"The journal could not be read for {entity}: {reason}", view.Failure ?? view.Branches[0].Failure,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<RefusedException>(() => stored.Runs.HistoryAsync("wsd-s", Cancel));
    }

    [Fact]
    public async Task Nothing_is_said_from_a_part_of_the_events()
    {
        Execute("DELETE FROM journal WHERE persistence_id = 'run/wsd-s' AND sequence_number = 3");

        using var stored = await HomeLook.OpenAsync(Settings(), TimeProvider.System, Cancel);

        Assert.Matches(
            @"^The journal gave back \d+ of the \d+ events of run/wsd-s; nothing is decided on a part of them\.$",
            (await Assert.ThrowsAsync<IOException>(() => stored.Runs.RunAsync("wsd-s", Cancel))).Message);
    }

    /// <summary>Opening a journal does not read it whole, so damage is met where it is.</summary>
    [Fact]
    public async Task A_journal_that_is_damaged_in_the_middle_is_one_sentence_for_every_question()
    {
        Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        var bytes = await File.ReadAllBytesAsync(Journal, Cancel);
        Array.Fill(bytes, (byte)0xA5, 2 * 4096, bytes.Length - 2 * 4096);
        await File.WriteAllBytesAsync(Journal, bytes, Cancel);

        using var stored = await HomeLook.OpenAsync(Settings(), TimeProvider.System, Cancel);

        foreach (var ask in (Func<Task>[])
        [
            () => stored.Runs.RunsAsync(Cancel), () => stored.Runs.SummariesAsync(Cancel),
            () => stored.Runs.RunAsync("wsd-s", Cancel),
            () => stored.Runs.SpecAsync("wsd-s", Cancel), () => EventsAsync(stored.Runs, "wsd-s", 0),
        ])
        {
            var said = (await Assert.ThrowsAsync<IOException>(ask)).Message;
            Assert.StartsWith("The journal is damaged (", said, StringComparison.Ordinal);
            Assert.EndsWith(
                "; put a copy in its place, or name another --home; nothing was changed.", said,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_follows_sees_what_another_process_stores_and_keeps_it_from_nothing()
    {
        using var stored = await HomeLook.OpenAsync(Settings(), TimeProvider.System, Cancel);
        var last = (await EventsAsync(stored.Runs, "wsd-s", 0))[^1]["sequence"]!.GetValue<long>();
        await using var events = stored.Runs.EventsAsync("wsd-s", last, follow: true, Cancel)
            .GetAsyncEnumerator(Cancel);
        var next = events.MoveNextAsync().AsTask();

        await using (var session = await HomeSession.OpenAsync(Settings(), TimeProvider.System, Cancel))
            await session.Client.AddBudgetAsync("wsd-s", 400, Cancel);

        Assert.True(await next);
        Assert.Equal("run-budget-added", events.Current["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_process_that_trains_is_asked_and_one_that_has_died_is_not_waited_for()
    {
        var home = Home.TryTake(_home.Path)!;

        await using (var owned = await OwnedHome.StartAsync(home, Settings(), hostsDevice: true))
        {
            using var look = await HomeLook.OpenAsync(Settings(), TimeProvider.System, Cancel);
            Assert.True(look.IsServed);
            Assert.Equal(["wsd-s"], await look.Runs.RunsAsync(Cancel));
        }

        await File.WriteAllTextAsync(
            Path.Combine(_home.Path, "owner.json"), $$"""{"pid":1,"socket":"{{_home.Path}}/gone.sock","stays":true}""", Cancel);

        using var left = await HomeLook.OpenAsync(Settings(), TimeProvider.System, Cancel);
        Assert.False(left.IsServed);
        Assert.Equal(["wsd-s"], await left.Runs.RunsAsync(Cancel));
    }

    private static async Task<string> EverythingAsync(IHomeReader reader, string run)
    {
        return string.Join(
            "\n",
            (string[])
            [
                JsonSerializer.Serialize(await reader.RunAsync(run, Cancel), ApiJson.Default.RunView),
                await reader.SpecAsync(run, Cancel),
                await HistoryAsync(reader, run),
                .. (await EventsAsync(reader, run, 0)).Select(stored => stored.ToJsonString(RelaxedJson.Options)),
                "the newest of those that were chosen",
                .. (await EventsAsync(reader, run, 0, Newest))
                .Select(stored => stored.ToJsonString(RelaxedJson.Options)),
            ]);
    }

    private static async Task<string> HistoryAsync(IHomeReader reader, string run)
    {
        try
        {
            return JsonSerializer.Serialize(
                HistoryBodies.Write(await reader.HistoryAsync(run, Cancel)), ApiJson.Default.HistoryBody);
        }
        catch (RefusedException refused)
        {
            return $"{refused.Status} {refused.Message}";
        }
    }

    private static async Task<List<JsonObject>> EventsAsync(
        IHomeReader reader, string run, long after, EventQuery? query = null)
    {
        var events = new List<JsonObject>();

        await foreach (var stored in reader.EventsAsync(run, after, follow: false, Cancel, query))
            events.Add(stored);

        return events;
    }

    private HostSettings Settings() => SettingsReader.ReadShipped(_home.Path);

    private void Store(string entity, string family, string happened) => Execute(
        $$"""
        INSERT INTO journal(created, deleted, persistence_id, sequence_number, message, manifest, identifier)
        SELECT 1, 0, persistence_id, max(sequence_number) + 1,
            CAST('{"event":{{happened}},"at":"2026-11-30T19:06:11+00:00"}' AS BLOB), '{{family}}', max(identifier)
        FROM journal WHERE persistence_id = '{{entity}}'
        """);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Journal};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
