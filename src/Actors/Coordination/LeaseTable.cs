using Npgsql;
using NpgsqlTypes;
using Riverrun.Actors.Journals;

namespace Riverrun.Actors.Coordination;

/// <summary>The rows of leases, in a table that the first who asks makes.</summary>
internal sealed class LeaseTable
{
    private const string CreateSql =
        """
        SELECT pg_advisory_xact_lock(1919514226, 3);
        CREATE TABLE IF NOT EXISTS lease (name text PRIMARY KEY, owner text NOT NULL, expires_at timestamptz NOT NULL);
        """;

    private readonly string _connectionString;
    private readonly string _name;
    private readonly string _owner;
    private readonly TimeSpan _limit;
    private volatile bool _made;

    public LeaseTable(string connectionString, string name, string owner, TimeSpan limit)
    {
        (_name, _owner, _limit) = (name, owner, limit);
        var session = new NpgsqlConnectionStringBuilder(new PostgreSqlSession(connectionString).ConnectionString)
        {
            Timeout = Math.Max(1, (int)Math.Ceiling(limit.TotalSeconds)),
            ApplicationName = "riverrun-lease", // A pool of its own: a busy journal must not cost the lease.
            MaxPoolSize = 2,
            CommandTimeout = Math.Max(1, (int)Math.Ceiling(limit.TotalSeconds)),
            CancellationTimeout = -1,
        };
        _connectionString = session.ConnectionString;
    }

    /// <summary>Runs one statement that returns a row when it changed something.</summary>
    /// <exception cref="TimeoutException">There was no answer in time; the change may have been made or be made
    /// later.</exception>
    public Task<bool> ChangeAsync(string sql, TimeSpan span, CancellationToken cancel) =>
        // The driver may wait longer for a server that is frozen.
        ExecuteAsync(sql, span, cancel).WaitAsync(_limit, cancel);

    /// <summary>The first column of the rows that a question finds.</summary>
    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    public Task<IReadOnlyList<string>> ReadAsync(string sql, CancellationToken cancel) =>
        SelectAsync(sql, cancel).WaitAsync(_limit, cancel);

    private async Task<IReadOnlyList<string>> SelectAsync(string sql, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(cancel);
        await MakeAsync(connection, cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = new List<string>();

        while (await rows.ReadAsync(cancel))
            found.Add(rows.GetString(0));

        return found;
    }

    private async Task<bool> ExecuteAsync(string sql, TimeSpan span, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(cancel);
        await MakeAsync(connection, cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("name", _name);
        command.Parameters.AddWithValue("owner", _owner);
        command.Parameters.AddWithValue("span", NpgsqlDbType.Interval, span);

        return await command.ExecuteScalarAsync(cancel) is string;
    }

    private async Task MakeAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (_made)
            return;

        await using var known = new NpgsqlCommand("SELECT to_regclass('lease') IS NOT NULL", connection);

        if (await known.ExecuteScalarAsync(cancel) is not true)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await using var make = new NpgsqlCommand(CreateSql, connection, transaction);
            await make.ExecuteNonQueryAsync(cancel);
            await transaction.CommitAsync(cancel);
        }

        _made = true;
    }
}
