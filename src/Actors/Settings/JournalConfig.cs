namespace Riverrun.Actors.Settings;

/// <summary>Where events and snapshots are stored.</summary>
public abstract record JournalConfig
{
    private JournalConfig() { }

    /// <summary>Two SQLite files in a home: one process at a time.</summary>
    /// <param name="JournalFile">The events.</param>
    /// <param name="SnapshotFile">The snapshots.</param>
    public sealed record Sqlite(string JournalFile, string SnapshotFile) : JournalConfig;

    /// <summary>A PostgreSQL database that all coordinators share.</summary>
    /// <param name="ConnectionString">As Npgsql reads it: <c>Host=…;Database=…;Username=…</c>.</param>
    public sealed record PostgreSql(string ConnectionString) : JournalConfig
    {
        /// <summary>
        /// What is wrong with the connection string itself, as a sentence that does not repeat it; null when it can be
        /// read.
        /// </summary>
        public string? Problem() => PostgreSqlAddress.Problem(ConnectionString);

        /// <summary>Names the kind only: the connection string may hold a password.</summary>
        public override string ToString() => nameof(PostgreSql);
    }
}
