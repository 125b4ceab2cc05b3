using Npgsql;

namespace Riverrun.Actors.Settings;

/// <summary>The connection string of a journal in PostgreSQL, read before anything connects.</summary>
internal static class PostgreSqlAddress
{
    /// <summary>The sentence for a connection string that cannot be read; it does not repeat it.</summary>
    public const string Unreadable =
        "The journal's connection string (riverrun.journal.postgresql, RIVERRUN_JOURNAL) cannot be read; "
        + "it must be like Host=…;Database=…;Username=…;Password=…, with values that hold a ; in quotes.";

    /// <summary>A sentence when the connection string cannot be read, whatever the database would say.</summary>
    public static string? Problem(string connectionString) => Probe(connectionString) is null ? Unreadable : null;

    /// <summary>A pool of its own, so that a busy journal is not taken for one that is away.</summary>
    public static NpgsqlConnectionStringBuilder? Probe(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString)
            {
                Timeout = 3,
                CommandTimeout = 3,
                CancellationTimeout = -1,
                MaxPoolSize = 2,
                ApplicationName = "riverrun-health",
            };

            return settings is { Host.Length: > 0, Port: <= 65_535 } ? settings : null;
        }
        catch (Exception cause)
            when (cause is ArgumentException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return null; // The cause may hold a part of the password.
        }
    }
}
