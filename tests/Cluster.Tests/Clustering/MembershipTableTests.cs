using Npgsql;
using Riverrun.Actors.Coordination;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Clustering;

public sealed class MembershipTableTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>, IAsyncLifetime
{
    /// <summary>A database that has been up for less has not heard of every member.</summary>
    private static readonly TimeSpan HeardAllAfter = TimeSpan.FromSeconds(6);

    private string _database = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await server.CreateDatabaseAsync(Cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_member_hears_of_all_that_have_said_so_and_have_not_taken_it_back()
    {
        var (a, b) = (Of("a"), Of("b"));

        var alone = await a.AppearAsync(Cancel);
        await b.AppearAsync(Cancel);
        var both = await a.AppearAsync(Cancel);
        await a.DisappearAsync(Cancel);
        var left = await b.AppearAsync(Cancel);

        Assert.Equal(["a"], alone);
        Assert.Equal(["a", "b"], both.Order(StringComparer.Ordinal));
        Assert.Equal(["b"], left);
    }

    [Fact]
    public async Task Of_all_that_ask_at_once_one_may_found_and_may_ask_again()
    {
        await HearAllAsync();
        var tables = Enumerable.Range(0, 8).Select(i => Of($"node-{i}")).ToList();

        var first = await Task.WhenAll(tables.Select(table => table.MayFoundAsync(Cancel)));
        var again = await Task.WhenAll(tables.Select(table => table.MayFoundAsync(Cancel)));

        Assert.Single(first, may => may);
        Assert.Equal(first, again);
    }

    [Fact]
    public async Task Nobody_may_found_while_another_is_a_member()
    {
        await HearAllAsync();
        await Of("a").AppearAsync(Cancel);

        var beside = await Of("b").MayFoundAsync(Cancel);
        await Of("a").DisappearAsync(Cancel);
        var after = await Of("b").MayFoundAsync(Cancel);

        Assert.False(beside);
        Assert.True(after);
    }

    [Fact]
    public async Task A_member_that_is_silent_is_none_and_keeps_nobody_from_founding()
    {
        await HearAllAsync();
        await Of("a").AppearAsync(Cancel);
        await ExpireAsync("member/a");

        var may = await Of("b").MayFoundAsync(Cancel);
        var present = await Of("b").AppearAsync(Cancel);

        Assert.True(may);
        Assert.Equal(["b"], present);
    }

    [Fact]
    public async Task Who_is_put_out_and_starts_again_is_not_kept_from_founding_by_its_own_word()
    {
        await HearAllAsync();
        await Of("a").AppearAsync(Cancel);

        Assert.True(await Of("a").MayFoundAsync(Cancel));
    }

    [Fact]
    public async Task A_founder_that_does_not_appear_in_time_makes_room_for_another()
    {
        await HearAllAsync();
        Assert.True(await Of("a").MayFoundAsync(Cancel));
        var meanwhile = await Of("b").MayFoundAsync(Cancel);

        await ExpireAsync("founder");

        Assert.False(meanwhile);
        Assert.True(await Of("b").MayFoundAsync(Cancel));
        Assert.False(await Of("a").MayFoundAsync(Cancel));
    }

    [Fact]
    public async Task A_database_that_has_just_started_lets_nobody_found_until_members_had_time_to_speak()
    {
        await server.RestartAsync(Cancel);

        while (!await Of("a").MayFoundAsync(Cancel))
            await Task.Delay(100, Cancel);

        Assert.True(await UpForAsync() > HeardAllAfter);
    }

    private MembershipTable Of(string member) => new(_database, member);

    private Task ExpireAsync(string name) =>
        server.ExecuteAsync(
            $"UPDATE lease SET expires_at = clock_timestamp() - interval '1 ms' WHERE name = '{name}'", Cancel,
            _database);

    /// <summary>Waits until the server is no longer one that has just started.</summary>
    private async Task HearAllAsync()
    {
        while (await UpForAsync() <= HeardAllAfter)
            await Task.Delay(100, Cancel);
    }

    private async Task<TimeSpan> UpForAsync()
    {
        await using var connection = new NpgsqlConnection(_database + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command =
            new NpgsqlCommand("SELECT clock_timestamp() - pg_postmaster_start_time()", connection);

        return (TimeSpan)(await command.ExecuteScalarAsync(Cancel))!; // One row, which is not null.
    }
}
