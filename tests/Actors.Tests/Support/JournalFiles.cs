using Microsoft.Data.Sqlite;

namespace Riverrun.Actors.Tests.Support;

/// <summary>Breaks and mends the journal of a home, so that nothing more can be written to it.</summary>
internal static class JournalFiles
{
    public static Task BreakAsync(string home) => ExecuteAsync(
        home, "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'database or disk is full'); "
            + "END;");

    public static Task MendAsync(string home) => ExecuteAsync(home, "DROP TRIGGER full;");

    /// <summary>Overwrites the first event of the run.</summary>
    public static Task DamageAsync(string home) => ExecuteAsync(
        home, "UPDATE journal SET message = x'00' WHERE persistence_id LIKE 'run/%' AND sequence_number = 1;");

    /// <summary>
    /// Takes the later events of the run away, as if its branches had been faster than it was when both were killed.
    /// </summary>
    public static Task ForgetRunAsync(string home, long after) => ExecuteAsync(
        home, $"DELETE FROM journal WHERE persistence_id LIKE 'run/%' AND sequence_number > {after};");

    /// <summary>Takes one event of the run away from between the others.</summary>
    public static Task LoseAnEventAsync(string home) => ExecuteAsync(
        home, "DELETE FROM journal WHERE persistence_id LIKE 'run/%' AND sequence_number = 2;");

    private static async Task ExecuteAsync(string home, string sql)
    {
        await using var connection =
            new SqliteConnection($"Data Source={Path.Combine(home, "journal.db")};Default Timeout=10");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
