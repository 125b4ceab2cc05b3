using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Riverrun.Models.Plans;
using Riverrun.Models.Recipes;
using Riverrun.Models.Specs;

namespace Riverrun.Cluster.Tests.Support;

/// <summary>Coordinators, workers and a PostgreSQL, each a process of its own, as an operator runs them.</summary>
public sealed partial class ProcessCluster : IAsyncDisposable
{
    private const string Token = "a-token-for-one-test-only";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The first leaf forks at step 270: whoever strikes once the trunk is at 150 finds it on the device where it was
    /// seen.
    /// </summary>
    private static readonly string[] Small =
    [
        "model.width=32", "data.batch=4", "data.context=32", "evaluation.windows=8", "budgets=[300, 600, 1000, 1600]",
        "checkpoints.every-steps=100",
    ];

    private static readonly ConcurrentDictionary<string, IReadOnlyList<string>> UndisturbedModels = new();

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-cluster-");
    private readonly List<(ClusterProcess Process, Uri Api)> _coordinators = [];
    private readonly List<ClusterProcess> _workers = [];
    private Uri? _answered;

    private ProcessCluster(PostgreSqlServer database, NetworkLab? lab)
    {
        (Database, Lab) = (database, lab);
        _http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    /// <summary>The journal's server.</summary>
    public PostgreSqlServer Database { get; }

    /// <summary>The network they live in; null for this machine's own.</summary>
    public NetworkLab? Lab { get; }

    /// <summary>The processes that decide.</summary>
    public IReadOnlyList<ClusterProcess> Coordinators => [.. _coordinators.Select(coordinator => coordinator.Process)];

    /// <summary>The processes that train.</summary>
    public IReadOnlyList<ClusterProcess> Workers => _workers;

    /// <summary>The worker with that device, such as <c>machine/cpu:1</c>.</summary>
    public ClusterProcess WorkerOf(string device) =>
        _workers[int.Parse(device[(device.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture)];

    /// <summary>Starts a cluster and waits until every device has announced itself.</summary>
    public static async Task<ProcessCluster> StartAsync(
        CancellationToken cancel, int coordinators = 2, int workers = 3, NetworkLab? lab = null,
        Func<string, string>? program = null)
    {
        var cluster = new ProcessCluster(await PostgreSqlServer.StartAsync(cancel, alsoOn: lab?.Here), lab);

        try
        {
            await cluster.LaunchAsync(coordinators, workers, program ?? (_ => RiverrunProcess.Program), cancel);

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The models that the small run delivers in one process, undisturbed, as <c>budget: digest</c>. Trained once.
    /// </summary>
    public static async Task<IReadOnlyList<string>> UndisturbedAsync(CancellationToken cancel, string recipe = "wsd") =>
        UndisturbedModels.GetValueOrDefault(recipe)
            ?? (UndisturbedModels[recipe] = await TrainUndisturbedAsync(recipe, cancel));

    /// <summary>The small run in words: the recipe and its options.</summary>
    public static IReadOnlyList<string> SmallWords(string recipe) =>
        [recipe, "--scale", "smoke", .. Small.SelectMany(change => new[] { "--set", change })];

    private static async Task<IReadOnlyList<string>> TrainUndisturbedAsync(string recipe, CancellationToken cancel)
    {
        using var directory = new TemporaryFolder();
        var home = Path.Combine(directory.Path, "home");
        using var run = RiverrunProcess.Start(Quiet, ["run", .. SmallWords(recipe), "--home", home]);
        Assert.True(await run.ExitAsync(cancel) == 0, run.Error);
        using var show = RiverrunProcess.Start(Quiet, "show", recipe, "--json", "--home", home);
        Assert.True(await show.ExitAsync(cancel) == 0, show.Error);

        return Models(JsonNode.Parse(show.Output)!.AsObject());
    }

    /// <summary>The models of a run, as <c>budget: digest</c>.</summary>
    public static IReadOnlyList<string> Models(JsonObject run) =>
        [.. run["budgets"]!.AsArray().Select(budget => $"{budget!["steps"]}: {budget["checkpoint"]}")];

    /// <summary>
    /// Submits the small run under a name, with a few changes; tries again until a coordinator accepts it.
    /// </summary>
    public async Task SubmitAsync(string name, CancellationToken cancel, string recipe = "wsd", params string[] changes)
    {
        var source = new SpecLoader(new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full))
            .Load(new SpecRequest(recipe, Scale.Smoke, [.. Small, .. changes], name)).Runs.Single().Spec.Source;

        while (await AskAsync(api => SendAsync(
            HttpMethod.Post, new Uri(api, "/runs"), JsonContent.Create(new JsonObject { ["source"] = source }),
            $"start-{name}", cancel)) is null)
            await Task.Delay(200, cancel);
    }

    /// <summary>
    /// Adds a budget; the answer says whether it was acknowledged, which a coordinator that is away cannot.
    /// </summary>
    public async Task<bool> TryAddBudgetAsync(string run, long steps, CancellationToken cancel) =>
        await AskAsync(api => SendAsync(
        HttpMethod.Post, new Uri(api, $"/runs/{run}/budgets"), JsonContent.Create(new JsonObject { ["steps"] = steps }),
        $"budget-{run}-{steps}", cancel)) is not null;

    /// <summary>A run as some coordinator sees it, or null when none answers.</summary>
    public async Task<JsonObject?> ShowAsync(string run, CancellationToken cancel) =>
        await AskAsync(api => SendAsync(HttpMethod.Get, new Uri(api, $"/runs/{run}"), null, null, cancel));

    /// <summary>The devices that have announced themselves, as a coordinator shows them.</summary>
    public async Task<JsonArray> DevicesAsync(CancellationToken cancel) =>
        await AskAsync(api => SendAsync(HttpMethod.Get, new Uri(api, "/devices"), null, null, cancel)) is { } devices
            ? devices["items"]!.AsArray()
            : [];

    /// <summary>Waits until a run is so, but no longer than <paramref name="atMost"/>, or 2 minutes.</summary>
    public async Task<JsonObject> UntilAsync(
        string run, Func<JsonObject, bool> holds, CancellationToken cancel, TimeSpan? atMost = null)
    {
        JsonObject? last = null;

        return await SoonAsync(
            async patience => await ShowAsync(run, patience) is { } seen && holds(last = seen) ? seen : null,
            () => last, cancel, atMost);
    }

    /// <summary>Waits until a run is completed, but no longer than <paramref name="atMost"/>, or 2 minutes.</summary>
    public Task<JsonObject> CompletedAsync(string run, CancellationToken cancel, TimeSpan? atMost = null) =>
        UntilAsync(run, seen => seen["status"]!.GetValue<string>() == "completed", cancel, atMost);

    /// <summary>A branch of a run as it was seen.</summary>
    public static JsonObject? Branch(JsonObject run, string name) =>
        run["branches"]!.AsArray().FirstOrDefault(branch => branch!["name"]!.GetValue<string>() == name)?.AsObject();

    /// <summary>What every process has written, for the message of a test that fails.</summary>
    public string Words() =>
        string.Join('\n',
            Coordinators.Concat(_workers).Select(node => $"{node.Name}: {node.Running.Output}{node.Running.Error}"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in Coordinators.Concat(_workers))
        {
            node.Kill();
            node.Dispose();
        }

        _http.Dispose();
        await Database.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static Dictionary<string, string> Quiet { get; } = new() { ["OMP_NUM_THREADS"] = "1" };

    private async Task LaunchAsync(
        int coordinators, int workers, Func<string, string> program, CancellationToken cancel)
    {
        var hosts = Enumerable.Range(0, coordinators).Select(i => Lab?.AddressOf($"c{i}") ?? IPAddress.Loopback)
            .ToList();
        var ports = hosts.Select(_ => FreePort.Find()).ToList();
        var environment = new Dictionary<string, string>(Quiet)
        {
            ["RIVERRUN_JOURNAL"] = Database.ConnectionString,
            ["RIVERRUN_TOKEN"] = Token,
            ["RIVERRUN_COORDINATORS"] = string.Join(",", hosts.Zip(ports, (host, port) => $"{host}:{port}")),
            ["RIVERRUN_CHECKPOINTS"] = Path.Combine(_directory.FullName, "checkpoints"),
            ["RIVERRUN_CLUSTER_INSECURE"] = Lab is null ? "false" : "true",
        };

        for (var i = 0; i < coordinators; i++)
        {
            var (name, http) = ($"c{i}", FreePort.Find());
            var words = new List<string> { "serve", "--home", Path.Combine(_directory.FullName, name), "--bind",
                $"{hosts[i]}:{http}" };

            if (Lab is not null)
                words.Add("--behind-tls-proxy");

            _coordinators.Add((
                Process(name,
                    new Dictionary<string, string>(
                        environment)
                    {
                        ["RIVERRUN_CLUSTER_HOST"] = $"{hosts[i]}",
                        ["RIVERRUN_CLUSTER_PORT"] = $"{ports[i]}"
                    }, words, program),
                new Uri($"http://{hosts[i]}:{http}")));

            if (i == 0)
                // So that it is the oldest member, with the singletons: tests kill it for that.
                await ReadyAsync(0, cancel);
        }

        for (var i = 0; i < workers; i++)
        {
            var name = $"w{i}";
            var host = Lab?.AddressOf(name) ?? IPAddress.Loopback;
            _workers.Add(Process(
                name,
                new Dictionary<string, string>(environment) { ["RIVERRUN_CLUSTER_HOST"] = $"{host}" },
                ["worker", "--home", Path.Combine(_directory.FullName, "workers"), "--device", $"cpu:{i}"],
                program));
        }

        while ((await DevicesAsync(cancel)).Count < workers)
        {
            if (Coordinators.Concat(_workers).FirstOrDefault(node => node.Running.HasExited) is { } ended)
                Assert.Fail($"{ended.Name} ended too early.\n{Words()}");

            await Task.Delay(100, cancel);
        }
    }

    private ClusterProcess Process(
        string name, Dictionary<string, string> environment, IReadOnlyList<string> words,
        Func<string, string> program) =>
        new(name, () => RiverrunProcess.Start(program(name), environment, words, Lab?.NamespaceOf(name)));
}
