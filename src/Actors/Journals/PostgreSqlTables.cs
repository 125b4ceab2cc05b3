using Npgsql;

namespace Riverrun.Actors.Journals;

/// <summary>
/// The tables of Akka.Persistence.Sql, made by this program: its own initialisation fails when two processes start on
/// an empty database at once, and indexes what nobody asks for.
/// </summary>
/// <remarks>
/// <c>journal_run_idx</c> serves a run's events in their order. Ids compare by bytes, so that a prefix is a range of
/// the unique index. Every statement that inserts events holds a shared advisory lock before it draws its ordering and
/// until it has committed: a reader who waits for those holders has seen every event up to the ordering it had seen
/// before.
/// </remarks>
internal static class PostgreSqlTables
{
    /// <summary>One process at a time makes the tables; the number is "rivr" in ASCII.</summary>
    private const string Alone = "SELECT pg_advisory_xact_lock(1919514226, 1);";

    /// <summary>Virtual transactions that may have drawn an ordering and not committed yet.</summary>
    public const string Writers =
        """
        SELECT virtualtransaction FROM pg_locks
        WHERE locktype = 'advisory' AND classid = 1919514226 AND objid = 2 AND objsubid = 2 AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    private const string Sql =
        """
        CREATE TABLE IF NOT EXISTS journal (
          ordering bigserial PRIMARY KEY,
          created bigint NOT NULL,
          deleted boolean NOT NULL,
          persistence_id text COLLATE "C" NOT NULL,
          sequence_number bigint NOT NULL,
          message bytea NOT NULL,
          manifest text,
          identifier int,
          tags text,
          writer_uuid text,
          CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number)
        );
        CREATE INDEX IF NOT EXISTS journal_run_idx ON journal (split_part(persistence_id, '/', 2), ordering);
        CREATE OR REPLACE FUNCTION journal_writes() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN PERFORM pg_advisory_xact_lock_shared(1919514226, 2); RETURN NULL; END';
        CREATE OR REPLACE TRIGGER journal_writes BEFORE INSERT ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_writes();
        CREATE TABLE IF NOT EXISTS snapshot (
          persistence_id text COLLATE "C" NOT NULL,
          sequence_number bigint NOT NULL,
          created bigint NOT NULL,
          snapshot bytea,
          manifest text,
          serializer_id int,
          PRIMARY KEY (persistence_id, sequence_number)
        );
        """;

    /// <summary>Makes what is missing; any number of processes may do so at once.</summary>
    public static void Create(NpgsqlConnection connection)
    {
        using (var known = new NpgsqlCommand(IsComplete, connection))
            if (known.ExecuteScalar() is true)
                return;

        using var transaction = connection.BeginTransaction();
        using var command = new NpgsqlCommand(Alone + Sql, connection, transaction);
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    /// <inheritdoc cref="Create"/>
    public static async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using (var known = new NpgsqlCommand(IsComplete, connection))
            if (await known.ExecuteScalarAsync(cancel) is true)
                return;

        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var command = new NpgsqlCommand(Alone + Sql, connection, transaction);
        await command.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>The last thing that is made stands for all: they are made in one transaction.</summary>
    private const string IsComplete = "SELECT to_regclass('snapshot') IS NOT NULL";
}
