using System.Data.Common;
using System.Runtime.Serialization;
using Akka.Actor;
using Microsoft.Data.Sqlite;
using Npgsql;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Settings;

namespace Riverrun.Actors.Journals;

/// <summary>Summaries of all runs of a journal that this process writes.</summary>
internal sealed class JournalSummaries(ActorSystem system, JournalConfig config)
{
    /// <summary>Runs by name, one each.</summary>
    /// <exception cref="DbException">The journal cannot be read.</exception>
    public async Task<IReadOnlyList<RunSummary>> ReadAsync(CancellationToken cancel)
    {
        await using var connection = Connection();
        await connection.OpenAsync(cancel);

        return await new StoredSummaries(Event).ReadAsync(connection, cancel);
    }

    private DbConnection Connection()
    {
        if (config is JournalConfig.PostgreSql database)
            return new NpgsqlConnection(database.ConnectionString);

        var file = ((JournalConfig.Sqlite)config).JournalFile; // There are two kinds.

        return new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file }.ConnectionString);
    }

    /// <summary>An event. One that only a node of a newer build can read is that run's affair.</summary>
    private object Event(byte[] bytes, int serializer, string family)
    {
        try
        {
            return system.Serialization.Deserialize(bytes, serializer, family);
        }
        catch (SerializationException cause)
        {
            return new Undecoded(family, (cause as NewerBuildException)?.Message);
        }
    }
}
