using System.Net;
using System.Net.Sockets;
using Npgsql;
using Riverrun.Actors.Journals;
using Riverrun.Actors.Settings;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Journals;

public sealed class JournalProblemTests(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_can_be_used_has_no_problem()
    {
        Assert.Null(await ProblemAsync(server.ConnectionString));
    }

    [Fact]
    public async Task A_wrong_password_is_named_and_not_shown()
    {
        var problem = await ProblemAsync(With(settings => settings.Password = "wrong horse"));

        Assert.Contains(
            $"127.0.0.1:{server.Port}/postgres refuses the password of riverrun", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_named_with_the_command_that_makes_it()
    {
        var problem = await ProblemAsync(With(settings => settings.Database = "nowhere"));

        Assert.Contains($"createdb -h 127.0.0.1 -p {server.Port} nowhere", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_away()
    {
        var port = FreePort.Find();
        var problem = await ProblemAsync(With(settings => settings.Port = port));

        Assert.Contains($"127.0.0.1:{port}/postgres is away: Connection refused", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_no_PostgreSQL_is_suspected()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener);

        var problem = await ProblemAsync(With(settings => settings.Port = ((IPEndPoint)listener.LocalEndpoint).Port));

        Assert.Contains("PostgreSQL", problem, StringComparison.Ordinal);
        listener.Stop();
        await answering;
    }

    [Fact]
    public async Task A_user_who_may_not_make_the_tables_is_told_what_to_grant()
    {
        var database = await server.CreateDatabaseAsync(Cancel);
        await server.ExecuteAsync("CREATE ROLE guest LOGIN PASSWORD 'guest'", Cancel, database);

        var problem = await ProblemAsync(
            new NpgsqlConnectionStringBuilder(database) { Username = "guest", Password = "guest" }.ConnectionString);

        Assert.Contains("GRANT CREATE, USAGE ON SCHEMA public TO guest", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_string_that_cannot_be_read_is_not_repeated()
    {
        var problem = await ProblemAsync("Host=db;Password=first;second horse");

        Assert.Contains("cannot be read; it must be like", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_older_server_is_refused_with_its_version()
    {
        var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString);

        var problem = PostgreSqlJournal.Problem(settings, new Version(14, 3), readOnly: false, mayMakeTables: true);

        Assert.Contains("is PostgreSQL 14.3; it must be 15 or newer", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frozen_server_is_away_within_the_limit()
    {
        await using var frozen = await PostgreSqlServer.StartAsync(Cancel);
        Assert.Null(await PostgreSqlJournal.ProblemNowAsync(frozen.ConnectionString, Cancel));

        frozen.Freeze();
        var problem = await PostgreSqlJournal.ProblemNowAsync(frozen.ConnectionString, Cancel);
        frozen.Continue();

        Assert.Contains("is away", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_does_not_show_its_password_when_it_is_printed() =>
        Assert.DoesNotContain(
            "horse", new JournalConfig.PostgreSql(server.ConnectionString).ToString(), StringComparison.Ordinal);

    /// <summary>Both ways to ask agree on whether there is a problem.</summary>
    private static async Task<string?> ProblemAsync(string connectionString)
    {
        var now = await PostgreSqlJournal.ProblemNowAsync(connectionString, Cancel);
        var start = Journal.Problem(new JournalConfig.PostgreSql(connectionString));
        Assert.Equal(start is null, now is null);

        return start;
    }

    private string With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        change(settings);

        return settings.ConnectionString;
    }

    private static async Task AnswerAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(Cancel);
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Cancel);
            }
        }
        catch (Exception cause) when (cause is SocketException or InvalidOperationException or IOException)
        {
        }
    }
}
