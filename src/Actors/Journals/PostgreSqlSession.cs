using System.Data.Common;
using LinqToDB;
using LinqToDB.Interceptors;
using Npgsql;

namespace Riverrun.Actors.Journals;

/// <summary>
/// How this process speaks to the database of the journal: what it asks of a session, and the tables that it finds or
/// makes.
/// </summary>
internal sealed class PostgreSqlSession
{
    /// <summary>
    /// A commit that was acknowledged is on disk; a server that is gone is noticed within seconds; and a process that
    /// was frozen inside a transaction holds its locks and its place in the order for 10 seconds at most.
    /// </summary>
    private const string SessionOptions =
        "-c synchronous_commit=on -c idle_in_transaction_session_timeout=10000 -c lock_timeout=5000";

    public PostgreSqlSession(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Timeout = Has("Timeout") ? given.Timeout : 5,
            CommandTimeout = Has("Command Timeout") ? given.CommandTimeout : 8,
            // A server that is frozen answers no cancellation.
            CancellationTimeout = Has("Cancellation Timeout") ? given.CancellationTimeout : -1,
            KeepAlive = Has("Keepalive") ? given.KeepAlive : 5,
            MaxPoolSize = Has("Maximum Pool Size") ? given.MaxPoolSize : 20,
            // Nothing is set in a session after it has begun.
            NoResetOnClose = !Has("No Reset On Close") || given.NoResetOnClose,
            MaxAutoPrepare = Has("Max Auto Prepare") ? given.MaxAutoPrepare : 20,
            AutoPrepareMinUsages = Has("Auto Prepare Min Usages") ? given.AutoPrepareMinUsages : 2,
            ApplicationName = given.ApplicationName ?? "riverrun",
            Options = string.IsNullOrEmpty(given.Options) ? SessionOptions : $"{SessionOptions} {given.Options}",
        };

        ConnectionString = settings.ConnectionString;

        bool Has(string key) => given.ShouldSerialize(key); // ContainsKey is true of every key that there could be.

        Options = new DataOptions()
            .UseConnectionString(ProviderName.PostgreSQL15, ConnectionString)
            .UseInterceptor(new Initialise());
    }

    /// <summary>As given, with what this program needs where nothing else was asked for.</summary>
    public string ConnectionString { get; }

    /// <summary>For Akka.Persistence.Sql.</summary>
    public DataOptions Options { get; }

    /// <summary>
    /// The first connection that opens makes the tables, also when the database came later than the process.
    /// </summary>
    private sealed class Initialise : ConnectionInterceptor
    {
        private volatile bool _done;

        public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection)
        {
            if (_done)
                return;

            PostgreSqlTables.Create((NpgsqlConnection)connection);
            _done = true;
        }

        public override async Task ConnectionOpenedAsync(
            ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
        {
            if (_done)
                return;

            await PostgreSqlTables.CreateAsync((NpgsqlConnection)connection, cancellationToken);
            _done = true;
        }
    }
}
