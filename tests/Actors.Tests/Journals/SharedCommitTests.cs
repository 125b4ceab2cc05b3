using System.Buffers.Binary;
using Akka.Actor;
using Akka.Hosting;
using Akka.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Riverrun.Actors.Journals;
using Riverrun.Actors.Settings;
using Riverrun.Actors.Tests.Support;

namespace Riverrun.Actors.Tests.Journals;

/// <summary>A commit waits for the disk, so what comes while one waits must share the next.</summary>
public sealed class SharedCommitTests : IDisposable
{
    private const int Writers = 100;
    private const int Few = 10;

    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string JournalFile => Path.Combine(_home.Path, "journal.db");

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Events_that_come_while_others_are_written_are_committed_together()
    {
        using var host = await StartAsync();
        var system = host.Services.GetRequiredService<ActorSystem>();
        await Store(system, "first").Acknowledged; // Which makes the tables.
        await using var other = new SqliteConnection($"Data Source={JournalFile};Pooling=False");
        await other.OpenAsync(Cancel);

        await SayAsync(other, "BEGIN IMMEDIATE");
        var stored = Enumerable.Range(0, Writers).Select(i => Store(system, $"writer-{i}")).ToList();
        await Task.WhenAll(stored.Select(writer => writer.Sent));
        var before = Commits();
        await SayAsync(other, "COMMIT");
        await Task.WhenAll(stored.Select(writer => writer.Acknowledged));

        Assert.InRange(Commits() - before, 1, Few);
        await host.StopAsync(Cancel);
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddAkka("journal", akka => akka
            .WithJournal(new JournalConfig.Sqlite(JournalFile, Path.Combine(_home.Path, "snapshots.db")))
            .AddHocon("akka { loglevel = OFF, stdout-loglevel = OFF }", HoconAddMode.Prepend));
        var host = builder.Build();
        await host.StartAsync(Cancel);

        return host;
    }

    private static (Task Sent, Task Acknowledged) Store(ActorSystem system, string name)
    {
        var (sent, acknowledged) = (new TaskCompletionSource(), new TaskCompletionSource());
        system.ActorOf(Props.Create(() => new Writer(name, sent, acknowledged)));

        return (sent.Task, acknowledged.Task.WaitAsync(Cancel));
    }

    /// <summary>
    /// Commits in the write-ahead log: the frames that say how many pages the database has after them.
    /// </summary>
    /// <remarks>https://www.sqlite.org/fileformat2.html#the_write_ahead_log</remarks>
    private int Commits()
    {
        const int Header = 32, FrameHeader = 24;
        using var file = new FileStream($"{JournalFile}-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        var log = copy.ToArray().AsSpan();
        var frame = FrameHeader + BinaryPrimitives.ReadInt32BigEndian(log[8..]);
        var salts = log[16..24];
        var commits = 0;

        for (var at = Header; at + frame <= log.Length; at += frame)
            if (log[(at + 8)..(at + 16)].SequenceEqual(salts)
                && BinaryPrimitives.ReadInt32BigEndian(log[(at + 4)..]) != 0)
                commits++;

        return commits;
    }

    private static async Task SayAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private sealed class Writer : UntypedPersistentActor
    {
        private readonly TaskCompletionSource _sent;
        private readonly TaskCompletionSource _acknowledged;

        public Writer(string name, TaskCompletionSource sent, TaskCompletionSource acknowledged) =>
            (PersistenceId, _sent, _acknowledged) = (name, sent, acknowledged);

        public override string PersistenceId { get; }

        protected override void OnRecover(object message)
        {
            if (message is not RecoveryCompleted)
                return;

            Persist("an event", _ => _acknowledged.SetResult());
            _sent.SetResult();
        }

        protected override void OnCommand(object message)
        {
        }
    }
}
