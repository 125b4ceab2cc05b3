using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Http;

/// <summary>Verbs of the command line against a node elsewhere.</summary>
public sealed class VerbsOverUrlTests(VerbsOverUrlTests.Node served) : IClassFixture<VerbsOverUrlTests.Node>
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Waits(string run) =>
        $"{run} is accepted and waits: no cpu device has announced itself; riverrun devices lists those that have.\n";

    [Fact]
    public async Task A_run_is_submitted_looked_at_changed_and_cancelled()
    {
        Assert.Equal(
            (0, "one\n", Waits("one")), await SayAsync("submit", "wsd-s", "--name", "one", "--scale", "smoke"));
        Assert.Contains(
            "one", JsonNode.Parse((await SayAsync("ls", "--json")).Output)!.AsArray()
                .Select(run => run!["name"]!.GetValue<string>()));
        await SaysAsync("one delivers a model at 500 steps, on river", "budget", "add", "one", "500");
        await SaysAsync(
            "one has the budget of 500 steps already; river is to deliver it", "budget", "add", "one", "500");
        Assert.Equal(
            (0, "one delivers no model at 500 steps.\n", ""), await SayAsync("budget", "remove", "one", "500"));
        Assert.Equal((0, "one is paused.\n", ""), await SayAsync("pause", "one"));
        Assert.Equal((0, "one is paused already.\n", ""), await SayAsync("pause", "one"));
        Assert.Equal(
            "paused", JsonNode.Parse((await SayAsync("show", "one", "--json")).Output)!["status"]!.GetValue<string>());
        await SaysAsync("one goes on", "resume", "one");
        await SaysAsync("one was not paused; it is running", "resume", "one");
        Assert.Equal((0, "one is cancelled; what is stored stays.\n", ""), await SayAsync("cancel", "one"));
        Assert.Equal((0, "one was cancelled already.\n", ""), await SayAsync("cancel", "one"));
        Assert.Equal((0, "[]\n", ""), await SayAsync("devices", "--json"));
        Assert.Equal(
            ["run-started", "run-branch-opened", "run-budget-added", "run-budget-removed", "run-paused", "run-resumed",
                "run-cancelled"],
            (await SayAsync("events", "one", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!)
                .Where(stored => stored["entity"]!.GetValue<string>() == "run/one")
                .Select(stored => stored["type"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_same_spec_is_accepted_again_and_another_is_refused_with_what_differs()
    {
        string[] words = ["submit", "wsd-s", "--name", "two", "--scale", "smoke", "--json"];

        var first = await SayAsync(words);
        var again = await SayAsync(words);
        var other = await SayAsync([.. words, "--set", "learning-rate.peak=1e-3"]);

        Assert.Equal((0, $$"""{"name":"two","runs":["two"],"url":"{{served.Value.Url.OriginalString}}"}""" + "\n", Waits("two")), first);
        Assert.Equal(first, again);
        Assert.Equal((2, ""), (other.Code, other.Output));
        Assert.Matches(@"^The run two exists on this coordinator with another spec: learning-rate\.peak is .* there and .* here; ask for the same, or choose another --name\.\n$", other.Error);
    }

    [Fact]
    public async Task Who_follows_and_is_interrupted_leaves_the_run_running()
    {
        using var following = served.Value.Say("submit", "wsd-s", "--name", "three", "--scale", "smoke", "--follow");
        await following.UntilAsync(
            process => process.Output.Contains("three: submitted to", StringComparison.Ordinal), Cancel);
        await Task.Delay(TimeSpan.FromSeconds(1), Cancel);

        await following.SignalAsync("INT", Cancel);
        var code = await following.ExitAsync(Cancel);

        Assert.Equal((130, Waits("three")), (code, following.Error));
        Assert.EndsWith(
            "No longer followed; three goes on. riverrun watch shows it again, and riverrun pause or cancel ends it.\n",
            following.Output,
            StringComparison.Ordinal);
        Assert.Equal(
            "running", JsonNode.Parse((await SayAsync("show", "three", "--json")).Output)![
                "status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_follows_a_cancelled_run_ends_with_exit_code_1()
    {
        await SayAsync("submit", "wsd-s", "--name", "four", "--scale", "smoke");
        await SayAsync("cancel", "four");

        var (code, output, _) = await SayAsync("watch", "four");

        Assert.Equal(1, code);
        Assert.Contains("four  cancelled", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_listens_and_says_nothing_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var said = await ServedNode.RunAsync(NoEnvironment, Cancel, "ls", "--url", $"https://{silent.LocalEndpoint}");

        Assert.Equal(
            (1, "", $"https://{silent.LocalEndpoint} cannot be reached (no connection within 10 s); look at the "
                + "network, or name another address with --url.\n"),
            said);
    }

    [Theory]
    [InlineData("run wsd-s --url http://{0}",
        "run trains in a home of this machine, and --url or RIVERRUN_URL names http://{0}; say riverrun submit to "
            + "train there, or --home to train here.", 2)]
    [InlineData("doctor --url http://{0}",
        "doctor looks at the machine it runs on; leave --url http://{0} out, and say riverrun devices --url "
            + "http://{0} to see those of the cluster.", 2)]
    [InlineData("show nosuch --url http://{0}",
        "There is no run nosuch in this home; riverrun ls lists those there are.", 2)]
    [InlineData("show River --url http://{0}",
        "'River' cannot name a run; use at most 64 lower-case letters, digits, '.', '_' and '-', beginning with a "
            + "letter or digit.", 2)]
    [InlineData("submit wsd-s",
        "submit needs the coordinator that takes the run; name it with --url http://HOST:PORT or RIVERRUN_URL, or say "
            + "riverrun run to train in a home of this machine.", 2)]
    [InlineData("ls --url {0}",
        "The address of the coordinator is {0}; it must be http:// or https://, a host and a port, such as "
            + "http://127.0.0.1:7447.", 2)]
    [InlineData("ls --url http://127.0.0.1:1",
        "Nobody listens on http://127.0.0.1:1; start riverrun serve there, or name another address with --url.", 1)]
    [InlineData("ls --url https://{0}",
        "https://{0} cannot be spoken to in TLS (Cannot determine the frame size or a corrupted frame was received); "
            + "if it serves without, write http://.", 1)]
    public async Task What_cannot_be_done_over_an_address_is_said_in_a_sentence(string words, string sentence, int code)
    {
        var address = served.Value.Url.Authority;

        var said = await ServedNode.RunAsync(
            NoEnvironment, Cancel, words.Replace("{0}", address, StringComparison.Ordinal).Split(' '));

        Assert.Equal((code, "", sentence.Replace("{0}", address, StringComparison.Ordinal) + "\n"), said);
    }

    [Fact]
    public async Task The_address_of_the_environment_counts_only_without_a_home()
    {
        using var folder = new TemporaryFolder();
        var environment = new Dictionary<string, string> { ["RIVERRUN_URL"] = served.Value.Url.OriginalString };

        var there = await ServedNode.RunAsync(environment, Cancel, "ls", "--json");
        var here = await ServedNode.RunAsync(environment, Cancel, "ls", "--home", folder.File("home"));

        Assert.Equal((0, ""), (there.Code, there.Error));
        Assert.Equal(
            (1, $"There is no home {folder.File("home")}; riverrun run makes one, and --home names another.\n"),
            (here.Code, here.Error));
    }

    /// <summary>
    /// No worker trains here: a sentence may end in why the run waits, as soon as the placement has heard of it.
    /// </summary>
    private async Task SaysAsync(string sentence, params string[] words)
    {
        var (code, output, error) = await SayAsync(words);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains(
            output, (string[])[$"{sentence}.\n", $"{sentence}; it waits, no processor has announced itself.\n"]);
    }

    private Task<(int Code, string Output, string Error)> SayAsync(params string[] words) =>
        served.Value.SayAsync(Cancel, words);

    /// <summary>One node for all of these tests.</summary>
    public sealed class Node : IAsyncLifetime
    {
        private ServedNode? _node;

        /// <summary>The node.</summary>
        public ServedNode Value => _node!;

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            _node = await ServedNode.StartAsync(patience.Token);
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            _node?.Dispose();

            return ValueTask.CompletedTask;
        }
    }
}
