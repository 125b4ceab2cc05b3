using System.Net.Sockets;
using Npgsql;
using Riverrun.Actors.Settings;

namespace Riverrun.Actors.Journals;

/// <summary>Journal and snapshots in one PostgreSQL database that all coordinators share.</summary>
internal static class PostgreSqlJournal
{
    private const int OldestMajorVersion = 15;

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A call is given up later than the session gives up its command, so that the cause is told and not the breaker.
    /// </summary>
    public const string Hocon =
        $$"""
        {{Journal.JournalId}} {
          provider-name = "PostgreSQL.15"
          auto-initialize = off
          parallelism = 3
          circuit-breaker.call-timeout = 12s
        }
        {{Journal.SnapshotId}} {
          provider-name = "PostgreSQL.15"
          auto-initialize = off
          circuit-breaker.call-timeout = 12s
        }
        {{Journal.QueryId}} { provider-name = "PostgreSQL.15", max-concurrent-queries = 10 }
        riverrun.journal.outage = wait
        """;

    private const string Question =
        """
        SELECT pg_is_in_recovery(),
               current_schema() IS NOT NULL AND (to_regclass('journal') IS NOT NULL OR has_schema_privilege(current_schema(), 'CREATE'))
        """;

    /// <summary>A sentence when the database cannot be used.</summary>
    public static string? Problem(string connectionString)
    {
        if (PostgreSqlAddress.Probe(connectionString) is not { } settings)
            return PostgreSqlAddress.Unreadable;

        try
        {
            using var connection = new NpgsqlConnection(settings.ConnectionString);
            connection.Open();
            using var command = new NpgsqlCommand(Question, connection);
            using var answer = command.ExecuteReader();
            answer.Read();

            return Problem(settings, connection.PostgreSqlVersion, answer.GetBoolean(0), answer.GetBoolean(1));
        }
        catch (Exception cause) when (IsOfTheDatabase(cause))
        {
            return Sentence(settings, cause);
        }
    }

    /// <summary>A sentence when the database does not answer within 2 seconds.</summary>
    public static async Task<string?> ProblemNowAsync(string connectionString, CancellationToken cancel)
    {
        if (PostgreSqlAddress.Probe(connectionString) is not { } settings)
            return PostgreSqlAddress.Unreadable;

        try
        {
            // The driver may wait longer for a server that is frozen.
            return await AskAsync(settings, cancel).WaitAsync(AnswersWithin, cancel);
        }
        catch (Exception cause) when (IsOfTheDatabase(cause))
        {
            return Sentence(settings, cause);
        }
    }

    private static async Task<string?> AskAsync(NpgsqlConnectionStringBuilder settings, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(Question, connection);
        await using var answer = await command.ExecuteReaderAsync(cancel);
        await answer.ReadAsync(cancel);

        return Problem(settings, connection.PostgreSqlVersion, answer.GetBoolean(0), answer.GetBoolean(1));
    }

    /// <summary>What is wrong with a database that answers.</summary>
    internal static string? Problem(
        NpgsqlConnectionStringBuilder settings, Version version, bool readOnly, bool mayMakeTables) =>
        version.Major < OldestMajorVersion
            ? $"The journal {Name(settings)} is PostgreSQL {version.Major}.{version.Minor}; it must be "
                + $"{OldestMajorVersion} or newer."
            : readOnly
                ? $"The journal {Name(settings)} is a standby that only reads; name the primary."
                : mayMakeTables
                    ? null
                    : $"The journal {Name(settings)} has no tables, and {settings.Username} may not make them; "
                        + $"GRANT CREATE, USAGE ON SCHEMA public TO {settings.Username}.";

    private static bool IsOfTheDatabase(Exception cause) =>
        cause is NpgsqlException or TimeoutException or SocketException or IOException or InvalidOperationException
            or ArgumentException;

    private static string Sentence(NpgsqlConnectionStringBuilder settings, Exception cause) => cause switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } =>
            $"The journal {Name(settings)} refuses the password of {settings.Username}; riverrun.journal must have "
                + "the right one.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } refused =>
            $"The journal {Name(settings)} refuses {settings.Username}: {refused.MessageText}.",
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            $"The journal {Name(settings)} does not exist; create it with: createdb -h {settings.Host} -p "
                + $"{settings.Port} {settings.Database}.",
        PostgresException away => $"The journal {Name(settings)} is away: {away.MessageText}.",
        _ when cause.GetBaseException() is SocketException unreachable =>
            $"The journal {Name(settings)} is away: {unreachable.Message}. PostgreSQL must run there and be reachable "
                + "from this machine.",
        _ when cause is TimeoutException || cause.InnerException is TimeoutException =>
            $"The journal {Name(settings)} is away: it did not answer in time.",
        _ when cause.GetBaseException() is EndOfStreamException =>
            $"The journal {Name(settings)} is away: the connection was closed, by a PostgreSQL that is stopping or by "
                + "something that is no PostgreSQL.",
        _ => $"The journal {Name(settings)} cannot be used; is it a PostgreSQL? {cause.GetBaseException().Message}",
    };

    private static string Name(NpgsqlConnectionStringBuilder settings) =>
        $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}";
}
