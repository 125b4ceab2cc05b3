using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Http;

/// <summary>Starting a coordinator, ending it, and what it refuses to start as.</summary>
public sealed partial class ServeTests
{
    private const string Token = "0123456789abcdef";

    private const string Unreadable =
        "The journal's connection string (riverrun.journal.postgresql, RIVERRUN_JOURNAL) cannot be read; "
        + "it must be like Host=…;Database=…;Username=…;Password=…, with values that hold a ; in quotes.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_says_where_it_serves_and_leaves_when_asked()
    {
        using var node = await ServedNode.StartAsync(Cancel);
        using var http = new HttpClient { BaseAddress = node.Url };

        var ready = await http.GetStringAsync("/health/ready", Cancel);
        var live = await http.GetStringAsync("/health/live", Cancel);
        await node.Process.SignalAsync("TERM", Cancel);
        var code = await node.Process.ExitAsync(Cancel);

        Assert.Equal(("""{"status":"ready"}""", """{"status":"live"}"""), (ready, live));
        Assert.Equal((0, ""), (code, node.Process.Error));
        Assert.Equal(
            $"riverrun serve: {node.Url.OriginalString} (home {node.Home}, process {node.Process.Id})\n",
            node.Process.Output);
        Assert.Empty(Directory.EnumerateFiles(node.Home, "*.sock"));
    }

    [Fact]
    public async Task Verbs_of_its_home_speak_to_it_and_nobody_else_takes_the_home()
    {
        using var node = await ServedNode.StartAsync(Cancel);

        var listed = await RunAsync("ls", "--json", "--home", node.Home);
        var second = await RunAsync("serve", "--bind", "127.0.0.1:0", "--home", node.Home);

        var run = await RunAsync("run", "wsd-s", "--scale", "smoke", "--home", node.Home);

        Assert.Equal((0, "[]\n", ""), listed);
        Assert.Equal(
            (2, $"The home {node.Home} belongs to a coordinator (process {node.Process.Id}), whose workers train; "
                + "hand the run "
                + $"to it with riverrun submit and --url {node.Url.OriginalString}, or name another --home.\n"),
            (run.Code, run.Error));
        Assert.Equal(
            (1, "", $"The home {node.Home} belongs to process {node.Process.Id}; name another with --home, or end "
                + "that process.\n"),
            second);
    }

    [Fact]
    public async Task A_name_that_somebody_made_up_leaves_nothing_behind()
    {
        using var node = await ServedNode.StartAsync(Cancel);
        using var http = new HttpClient { BaseAddress = node.Url };

        foreach (var path in new[] { "/runs/nobody", "/runs/nobody/spec", "/runs/nobody/history" })
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(path, Cancel)).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync("/runs/nobody/pause", null, Cancel)).StatusCode);
        await node.Process.SignalAsync("TERM", Cancel);
        Assert.Equal(0, await node.Process.ExitAsync(Cancel));
        Assert.Empty(
            Stored(Path.Combine(node.Home, "journal.db"),
                "SELECT persistence_id FROM journal WHERE persistence_id LIKE '/sharding/runsShard/%'"));
    }

    [Fact]
    public async Task A_node_whose_journal_breaks_says_so_and_ends_with_exit_code_1()
    {
        using var node = await ServedNode.StartAsync(Cancel);
        DropTables(Path.Combine(node.Home, "journal.db"));

        var submitted = await node.SayAsync(Cancel, "submit", "wsd-s", "--scale", "smoke");
        var code = await node.Process.ExitAsync(Cancel);

        Assert.Equal((1, ""), (submitted.Code, submitted.Output));
        Assert.Equal(1, code);
        Assert.Matches(
            @"\AThe journal could not [^\n]*; once that is put right, serve goes on from what is stored\.\n\z",
            node.Process.Error);
    }

    [Fact]
    public async Task As_json_the_line_is_one_document()
    {
        using var directory = new TemporaryFolder();
        using var process = RiverrunProcess.Start(
            new Dictionary<string, string>(), "serve", "--json", "--bind", "[::1]:0", "--home", directory.File("home"));

        await process.UntilAsync(started => started.Output.Contains('\n'), Cancel);
        var said = JsonNode.Parse(process.Output)!;

        Assert.Equal(
            (process.Id, directory.File("home")), (said["pid"]!.GetValue<int>(), said["home"]!.GetValue<string>()));
        Assert.StartsWith("http://[::1]:", said["url"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_somebody_has_is_refused_in_a_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var directory = new TemporaryFolder();

        var (code, output, error) =
            await RunAsync("serve", "--bind", taken.LocalEndpoint.ToString()!, "--home", directory.File("home"));

        Assert.Equal((1, ""), (code, output));
        Assert.Equal(
            $"The API cannot listen on {taken.LocalEndpoint} (Address already in use); "
            + "name another address with --bind, or end the process that has it.\n", error);
    }

    [Theory]
    [InlineData("serve --bind 127.0.0.1:0")]
    [InlineData("worker")]
    public async Task A_cluster_port_that_somebody_has_is_refused_in_a_sentence(string words)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var directory = new TemporaryFolder();
        var environment =
            new Dictionary<string, string> { ["RIVERRUN_CLUSTER_PORT"] = $"{((IPEndPoint)taken.LocalEndpoint).Port}" };

        var said = await ServedNode.RunAsync(
            environment, Cancel, [.. words.Split(' '), "--home", directory.File("home")]);

        Assert.Equal(
            (1, "", $"The processes of the cluster would reach this one at {taken.LocalEndpoint}, where it cannot "
                + "listen (Address already in use); "
                + "riverrun.cluster.host must be an address of this machine, and riverrun.cluster.port a port that no "
                + "other process has.\n"),
            said);
    }

    [Theory]
    [InlineData("serve --bind 127.0.0.1:0")]
    [InlineData("worker")]
    public async Task A_checkpoint_directory_that_cannot_be_made_is_refused_in_a_sentence(string words)
    {
        using var directory = new TemporaryFolder();

        var (code, output, error) = await ServedNode.RunAsync(
            new Dictionary<string, string> { ["RIVERRUN_CHECKPOINTS"] = "/proc/nowhere" }, Cancel,
            [.. words.Split(' '), "--home", directory.File("home")]);

        Assert.Equal((1, ""), (code, output));
        Assert.Matches(
            @"\AThe checkpoints' directory /proc/nowhere cannot be written \([^\n]*\); riverrun\.checkpoints\.store \(RIVERRUN_CHECKPOINTS\) "
            + @"must name one that can be, or none for that of the home\.\n\z",
            error);
    }

    [Theory]
    [InlineData("", "--bind 0.0.0.0:0",
        "The API would be served on 0.0.0.0:0, where others reach it, without a token and TLS; give --token-file FILE "
            + "(or RIVERRUN_TOKEN) and --certificate and --key, or --behind-tls-proxy when a proxy speaks TLS, or "
            + "bind to 127.0.0.1.")]
    [InlineData(Token, "--bind [::]:0",
        "The API would be served on [::]:0, where others reach it, without TLS; give --certificate and --key, or "
            + "--behind-tls-proxy when a proxy speaks TLS, or bind to 127.0.0.1.")]
    [InlineData("", "--bind 0.0.0.0:0 --behind-tls-proxy",
        "The API would be served on 0.0.0.0:0 behind a proxy, where others reach it, without a token; give "
            + "--token-file FILE (or RIVERRUN_TOKEN), or bind to 127.0.0.1.")]
    [InlineData("", "--bind 127.0.0.1:0 --behind-tls-proxy",
        "The API would be served on 127.0.0.1:0 behind a proxy, where others reach it, without a token; give "
            + "--token-file FILE (or RIVERRUN_TOKEN), or bind to 127.0.0.1.")]
    [InlineData("short", "",
        "riverrun.http.token has 5 characters; it must have at least 16, such as openssl rand -hex 32 makes.")]
    [InlineData("with a space in the middle", "",
        "riverrun.http.token has spaces or letters beyond ASCII; it must be one word of visible ASCII characters.")]
    [InlineData("", "--token-file /nowhere/token",
        "The token file /nowhere/token cannot be read (Could not find a part of the path '/nowhere/token'); name one "
            + "that can be.")]
    [InlineData("", "--bind 7447",
        "The address to bind is 7447; it must be an IP address and a port, such as 127.0.0.1:7447 or [::1]:7447.")]
    [InlineData("", "--bind 127.0.0.1:70000",
        "The address to bind is 127.0.0.1:70000; it must be an IP address and a port, such as 127.0.0.1:7447 or "
            + "[::1]:7447.")]
    [InlineData("", "--certificate /nowhere/api.crt",
        "A certificate needs its private key beside it; name both --certificate and --key, or neither.")]
    [InlineData("", "--certificate /nowhere/api.crt --key /nowhere/api.key",
        "The certificate /nowhere/api.crt and the key /nowhere/api.key cannot be used (Could not find a part of the "
            + "path '/nowhere/api.crt'); name PEM files of a certificate and of its unencrypted private key.")]
    [InlineData("", "--cluster-port 70000",
        "--cluster-port is 70000; it must be a whole number from 0 to 65535; riverrun --help lists verbs and options.")]
    [InlineData("", "--url http://127.0.0.1:7447",
        "serve is what --url speaks to, and it serves a home of this machine; leave --url http://127.0.0.1:7447 out.")]
    public async Task An_unprotected_or_wrong_start_is_refused_with_exit_code_2(
        string token, string words, string sentence)
    {
        using var directory = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["RIVERRUN_TOKEN"] = token };

        var (code, output, error) = await ServedNode.RunAsync(
            environment, Cancel,
            ["serve", "--home", directory.File("home"), .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((2, "", sentence + "\n"), (code, output, error));
        Assert.False(Directory.Exists(directory.File("home")));
    }

    [Theory]
    [InlineData("RIVERRUN_JOURNAL", "Host=db;Password=first;second horse", Unreadable)]
    [InlineData("RIVERRUN_JOURNAL", "Host=db;Prot=5432", Unreadable)]
    [InlineData("RIVERRUN_JOURNAL", "Database=riverrun", Unreadable)]
    [InlineData("RIVERRUN_JOURNAL", "Host=db;Port=70000", Unreadable)]
    [InlineData("RIVERRUN_CLUSTER_HOST", "0.0.0.0",
        "riverrun.cluster.host is 0.0.0.0, which nobody can be reached by; it must be the one address or name that "
            + "the other processes use.")]
    [InlineData("RIVERRUN_CLUSTER_HOST", "10.1.2.3",
        "riverrun.cluster.host is 10.1.2.3, beyond this machine; name riverrun.cluster.tls certificate, key and "
            + "authority, or set riverrun.cluster.insecure = true where nobody else reaches the port.")]
    [InlineData("RIVERRUN_COORDINATORS", "127.0.0.1:7448, 127.0.0.1:7449",
        "riverrun.cluster.coordinators names 2, which share their checkpoints; riverrun.checkpoints.store "
            + "(RIVERRUN_CHECKPOINTS) must name one directory or bucket for all of them.")]
    [InlineData("RIVERRUN_CHECKPOINTS", "http://127.0.0.1:7447",
        "riverrun.checkpoints.store is the URL of a coordinator, which keeps what workers send it; for serve it must "
            + "be a directory or a bucket (s3://bucket/prefix).")]
    public async Task What_a_cluster_cannot_be_started_with_is_refused_with_exit_code_2(
        string variable, string value, string sentence)
    {
        using var directory = new TemporaryFolder();

        var (code, output, error) = await ServedNode.RunAsync(
            new Dictionary<string, string> { [variable] = value }, Cancel, "serve", "--home", directory.File("home"),
            "--bind", "127.0.0.1:0");

        Assert.Equal((2, "", sentence + "\n"), (code, output, error));
    }

    [Theory]
    [InlineData("7450",
        "This coordinator listens on 127.0.0.1:7450, which is not among riverrun.cluster.coordinators "
            + "(127.0.0.1:7448, 127.0.0.1:7449); all coordinators and workers must name all of them, as host:port.")]
    [InlineData("7448",
        "riverrun.cluster.coordinators names 2, which share their journal; riverrun.journal.postgresql "
            + "(RIVERRUN_JOURNAL) must name one PostgreSQL database for all of them.")]
    public async Task A_coordinator_that_shares_too_little_with_the_others_is_refused_with_exit_code_2(
        string port, string sentence)
    {
        using var directory = new TemporaryFolder();
        var environment = new Dictionary<string, string>
        {
            ["RIVERRUN_COORDINATORS"] = "127.0.0.1:7448, 127.0.0.1:7449",
            ["RIVERRUN_CHECKPOINTS"] = directory.File("checkpoints"),
        };

        var (code, output, error) = await ServedNode.RunAsync(
            environment, Cancel, "serve", "--home", directory.File("home"), "--bind", "127.0.0.1:0", "--cluster-port",
            port);

        Assert.Equal((2, "", sentence + "\n"), (code, output, error));
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] words) =>
        ServedNode.RunAsync(new Dictionary<string, string>(), Cancel, words);
}
