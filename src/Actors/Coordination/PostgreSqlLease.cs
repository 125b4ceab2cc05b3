using System.Diagnostics;
using System.Text.Json;
using Akka.Actor;
using Akka.Coordination;
using Akka.Event;
using Npgsql;

namespace Riverrun.Actors.Coordination;

/// <summary>
/// A lease over one row of the journal's database, which expires by the database's clock. Which side of a partition
/// goes on is then for one witness to say whom both sides need anyway.
/// </summary>
/// <remarks>
/// A holder counts from before it asked, the database from after: the holder stops believing first. A database that is
/// away gives no answer, and the split-brain resolver takes none for a no and downs its own side; so
/// <see cref="Acquire()"/> waits for an answer as long as <c>acquire-patience</c> says. Who was given the lease keeps
/// it until the other side, which asks at the same time, has had its answer or lost its patience: <c>release-after</c>
/// must be much the longer.
/// </remarks>
internal sealed class PostgreSqlLease : Lease
{
    private const string ConfigPath = "riverrun.postgresql-lease";

    private const string AcquireSql =
        """
        INSERT INTO lease AS held (name, owner, expires_at) VALUES (@name, @owner, clock_timestamp() + @span)
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
        WHERE held.owner = excluded.owner OR held.expires_at < clock_timestamp()
        RETURNING owner
        """;

    private const string RenewSql =
        """
        UPDATE lease SET expires_at = clock_timestamp() + @span
        WHERE name = @name AND owner = @owner AND expires_at > clock_timestamp() RETURNING owner
        """;

    private const string ReleaseSql = "DELETE FROM lease WHERE name = @name AND owner = @owner RETURNING owner";

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly LeaseTable _table;
    private readonly ILoggingAdapter _log;
    private readonly TimeSpan _span;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _patience;
    private readonly CancellationToken _ending;
    private readonly Lock _guard = new();
    private CancellationTokenSource? _renewing;
    private long _validUntil = long.MinValue;

    /// <summary>Made by Akka's lease provider.</summary>
    public PostgreSqlLease(LeaseSettings settings, ExtendedActorSystem system)
        : base(settings)
    {
        _log = Logging.GetLogger(system, typeof(PostgreSqlLease));
        _span = settings.TimeoutSettings.HeartbeatTimeout;
        _interval = settings.TimeoutSettings.HeartbeatInterval;
        _patience = settings.LeaseConfig.GetTimeSpan("acquire-patience", TimeSpan.FromSeconds(25));
        _table = new LeaseTable(
            settings.LeaseConfig.GetString("connection-string"), settings.LeaseName, settings.OwnerName,
            settings.TimeoutSettings.OperationTimeout);

        var ending = new CancellationTokenSource();
        _ending = ending.Token;
        system.RegisterOnTermination(ending.Cancel);
    }

    /// <summary>
    /// The configuration for a node of a cluster with 1, 2 or any number of coordinators: the side with more
    /// coordinators asks first, the one that is given the lease goes on, and workers count for nothing.
    /// </summary>
    /// <param name="connectionString">The journal's database, as Npgsql reads it.</param>
    /// <param name="role">The members that make a majority.</param>
    public static string Hocon(string connectionString, string role = "coordinator") =>
        $$"""
        akka.cluster {
          downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
          split-brain-resolver {
            active-strategy = lease-majority
            lease-majority {
              lease-implementation = "{{ConfigPath}}"
              lease-name = "riverrun-sbr"
              role = "{{role}}"
              acquire-lease-delay-for-minority = 2s
              release-after = 60s
            }
          }
        }
        {{ConfigPath}} {
          lease-class = "{{typeof(PostgreSqlLease).FullName}}, {{typeof(PostgreSqlLease).Assembly.GetName().Name}}"
          connection-string = {{JsonSerializer.Serialize(connectionString)}}
          heartbeat-timeout = 5s
          heartbeat-interval = 1s
          lease-operation-timeout = 2s
          acquire-patience = 25s
        }
        """;

    /// <inheritdoc/>
    public override Task<bool> Acquire() => Acquire(_ => { });

    /// <inheritdoc/>
    public override async Task<bool> Acquire(Action<Exception> leaseLostCallback)
    {
        var started = Stopwatch.GetTimestamp();

        while (true)
        {
            try
            {
                return await TakeAsync(leaseLostCallback);
            }
            catch (Exception cause)
                when (IsOfTheDatabase(cause) && Stopwatch.GetElapsedTime(started) < _patience
                    && !_ending.IsCancellationRequested)
            {
                _log.Warning(
                    "The database does not say who holds the lease {Lease}: {Cause}", Settings.LeaseName,
                    cause.Message);
                await Task.Delay(AskAgainAfter, _ending);
            }
            catch (Exception cause) when (IsOfTheDatabase(cause))
            {
                throw new LeaseException(
                    $"The database did not say within {_patience} who holds the lease {Settings.LeaseName}: "
                        + $"{cause.Message}");
            }
        }
    }

    /// <inheritdoc/>
    public override async Task<bool> Release()
    {
        StopRenewing();

        try
        {
            await _table.ChangeAsync(ReleaseSql, _span, _ending);

            return true;
        }
        catch (Exception cause) when (IsOfTheDatabase(cause))
        {
            throw new LeaseException(
                $"The lease {Settings.LeaseName} could not be given back, and ends in {_span}: {cause.Message}");
        }
    }

    /// <inheritdoc/>
    public override bool CheckLease() => Stopwatch.GetTimestamp() < Interlocked.Read(ref _validUntil);

    private async Task<bool> TakeAsync(Action<Exception> lost)
    {
        var asked = Stopwatch.GetTimestamp();

        if (!await _table.ChangeAsync(AcquireSql, _span, _ending))
            return false;

        CancellationToken renewing;

        lock (_guard)
        {
            _renewing?.Cancel();
            _renewing = CancellationTokenSource.CreateLinkedTokenSource(_ending);
            renewing = _renewing.Token;
            ExtendFrom(asked);
        }

        _ = RenewAsync(lost, renewing);

        return true;
    }

    private async Task RenewAsync(Action<Exception> lost, CancellationToken until)
    {
        using var timer = new PeriodicTimer(_interval);
        Exception reason = new LeaseException($"The lease {Settings.LeaseName} could not be renewed within {_span}.");

        try
        {
            while (CheckLease() && await timer.WaitForNextTickAsync(until))
            {
                try
                {
                    var asked = Stopwatch.GetTimestamp();
                    var renewed = await _table.ChangeAsync(RenewSql, _span, until);

                    lock (_guard)
                        if (until.IsCancellationRequested)
                            return;
                        else if (renewed)
                            ExtendFrom(asked);
                        else
                            Interlocked.Exchange(ref _validUntil, long.MinValue);
                }
                catch (Exception cause) when (IsOfTheDatabase(cause))
                {
                    reason = cause;
                }
            }
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            return;
        }

        _log.Warning(
            "The lease {Lease} of {Owner} is lost: {Cause}", Settings.LeaseName, Settings.OwnerName, reason.Message);
        lost(reason);
    }

    private void StopRenewing()
    {
        lock (_guard)
        {
            Interlocked.Exchange(ref _validUntil, long.MinValue);
            _renewing?.Cancel();
            _renewing = null;
        }
    }

    private void ExtendFrom(long asked) =>
        Interlocked.Exchange(ref _validUntil, asked + (long)(_span.TotalSeconds * Stopwatch.Frequency));

    private static bool IsOfTheDatabase(Exception cause) => cause is NpgsqlException or TimeoutException or IOException;
}
