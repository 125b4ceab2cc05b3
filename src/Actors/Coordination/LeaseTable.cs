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
            ApplicationName = "riverrun-lease", // A pool of its own: a busy journal must not cost the lease.
            MaxPoolSize = 2,
            CommandTimeout = Math.Max(1, (int)Math.Ceiling(limit.TotalSeconds)),
            CancellationTimeout = 500,
        };
        _connectionString = session.ConnectionString;
    }

    /// <summary>Runs one statement that returns a row when it changed something.</summary>
    /// <exception cref="TimeoutException">There was no answer in time; the change may have been made or be made later.</exception>
    public async Task<bool> ChangeAsync(string sql, TimeSpan span, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_limit);

        try
        {
            await using var connection = new NpgsqlConnection(_connectionString);
            await connection.OpenAsync(limit.Token);
            await MakeAsync(connection, limit.Token);
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.AddWithValue("name", _name);
            command.Parameters.AddWithValue("owner", _owner);
            command.Parameters.AddWithValue("span", NpgsqlDbType.Interval, span);

            return await command.ExecuteScalarAsync(limit.Token) is string;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"It did not answer within {_limit.TotalSeconds} s.");
        }
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
