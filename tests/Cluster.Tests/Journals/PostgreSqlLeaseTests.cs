using Akka.Actor;
using Akka.Configuration;
using Akka.Coordination;
using Riverrun.Actors.Coordination;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Journals;

public sealed class PostgreSqlLeaseTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_holder_at_a_time_however_many_ask_at_once()
    {
        using var node = Node(await server.CreateDatabaseAsync(Cancel));
        var leases = Enumerable.Range(0, 8).Select(i => node.Lease($"node-{i}")).ToList();

        var given = await Task.WhenAll(leases.Select(lease => lease.Acquire()));

        Assert.Single(given, yes => yes);
        Assert.Equal(given, leases.Select(lease => lease.CheckLease()));
    }

    [Fact]
    public async Task The_holder_keeps_it_longer_than_its_span_and_another_gets_it_only_when_it_is_given_back()
    {
        using var node =
            Node(await server.CreateDatabaseAsync(Cancel), "heartbeat-timeout = 1s, heartbeat-interval = 100ms");
        var (first, second) = (node.Lease("first"), node.Lease("second"));
        Assert.True(await first.Acquire());

        await Task.Delay(TimeSpan.FromSeconds(2.5), Cancel);
        var refused = await second.Acquire();
        var held = first.CheckLease();
        await first.Release();
        var given = await second.Acquire();

        Assert.False(refused);
        Assert.True(held);
        Assert.False(first.CheckLease());
        Assert.True(given && second.CheckLease());
    }

    [Fact]
    public async Task A_holder_that_was_frozen_longer_than_its_span_knows_that_it_holds_nothing_before_another_does()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        using var node = Node(database, "heartbeat-timeout = 1s, heartbeat-interval = 300ms");
        var (first, second) = (node.Lease("first"), node.Lease("second"));
        var lost = new TaskCompletionSource<Exception>();
        Assert.True(await first.Acquire(lost.SetResult));

        server.Freeze(); // To the holder it is the same who of the two is frozen: no renewal gets through.
        await Task.WhenAny(lost.Task, Task.Delay(TimeSpan.FromSeconds(20), Cancel));
        var believed = first.CheckLease();
        server.Continue();
        var given = await UntilGivenAsync(second);

        Assert.True(lost.Task.IsCompleted);
        Assert.False(believed);
        Assert.True(given);
        Assert.False(first.CheckLease() && second.CheckLease());
        Assert.False(await first.Acquire());
    }

    [Fact]
    public async Task A_lease_that_another_took_over_is_lost_at_the_next_renewal()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        using var node = Node(database, "heartbeat-timeout = 20s, heartbeat-interval = 100ms");
        var first = node.Lease("first");
        var lost = new TaskCompletionSource<Exception>();
        Assert.True(await first.Acquire(lost.SetResult));

        await server.ExecuteAsync("UPDATE lease SET owner = 'second'", Cancel, database);
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        Assert.False(first.CheckLease());
    }

    [Fact]
    public async Task A_database_that_is_away_is_asked_until_it_says_who_holds_the_lease()
    {
        await using var away = await PostgreSqlServer.StartAsync(Cancel);
        using var node = Node(away.ConnectionString);
        var lease = node.Lease("first");
        await away.KillAsync(Cancel);

        var asking = lease.Acquire();
        await away.RestartAsync(Cancel);

        Assert.True(await asking.WaitAsync(TimeSpan.FromSeconds(30), Cancel));
    }

    [Fact]
    public async Task A_database_that_stays_away_is_an_error_and_not_a_no()
    {
        await using var away = await PostgreSqlServer.StartAsync(Cancel);
        using var node = Node(away.ConnectionString, "acquire-patience = 1s");
        await away.KillAsync(Cancel);

        var said = await Assert.ThrowsAsync<LeaseException>(() => node.Lease("first").Acquire());

        Assert.DoesNotContain(PostgreSqlServer.Password, said.Message, StringComparison.Ordinal);
    }

    private static async Task<bool> UntilGivenAsync(Lease lease)
    {
        while (!await lease.Acquire())
            await Task.Delay(50, Cancel);

        return true;
    }

    private static LeaseNode Node(string connectionString, string times = "") => new(connectionString, times);

    /// <summary>An actor system with the configuration of a coordinator; it joins no cluster.</summary>
    private sealed class LeaseNode(string connectionString, string times) : IDisposable
    {
        private readonly ActorSystem _system = ActorSystem.Create(
            "leases",
            ConfigurationFactory.ParseString(
                $"riverrun.postgresql-lease {{ {times} }}\nakka {{ loglevel = OFF, stdout-loglevel = OFF }}")
                .WithFallback(ConfigurationFactory.ParseString(PostgreSqlLease.Hocon(connectionString))));

        public Lease Lease(string owner) =>
            LeaseProvider.Get(_system).GetLease("riverrun-sbr", "riverrun.postgresql-lease", owner);

        public void Dispose() => _system.Dispose();
    }
}
