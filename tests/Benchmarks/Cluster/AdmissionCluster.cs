using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Riverrun.Actors;
using Riverrun.Actors.Clustering;
using Riverrun.Actors.Settings;
using Riverrun.Cluster.Tests.Support;
using Riverrun.Host.Api;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Recipes;
using Riverrun.Models.Specs;
using Riverrun.Models.Training;

namespace Riverrun.Benchmarks.Cluster;

/// <summary>
/// Two coordinators as an operator starts them, a PostgreSQL that forces every commit
/// to disk, and this process as the worker.
/// </summary>
internal sealed class AdmissionCluster : IAsyncDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("riverrun-benchmark-");
    private readonly ConcurrentDictionary<long, TaskCompletionSource<long>> _begun = new();
    private readonly SpecLoader _specs = new(new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full));
    private readonly List<RiverrunProcess> _coordinators = [];
    private readonly HttpClient _http = new();
    private PostgreSqlServer? _database;
    private IHost? _worker;
    private int _runs;

    /// <summary>Starts all of it, and waits until the devices are known.</summary>
    /// <exception cref="NotSupportedException">PostgreSQL is not installed.</exception>
    public static async Task<AdmissionCluster> StartAsync(int devices, CancellationToken cancel)
    {
        var cluster = new AdmissionCluster();

        try
        {
            await cluster.StartAllAsync(devices, cancel);

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a run over HTTP and waits until a device is told to train it.</summary>
    public async Task<Admission> AdmitAsync(CancellationToken cancel)
    {
        var seed = Interlocked.Increment(ref _runs);
        var name = $"run-{seed}";
        var source = _specs.Load(new SpecRequest(
            "cosine",
            Scale.Smoke,
            [
                "budgets = [12]", "learning-rate.warm-up-steps = 2", "evaluation.every-steps = 12",
                "checkpoints.every-steps = 12",
            ],
            name,
            seed)).Runs[0].Spec.Source;
        var begun = _begun.GetOrAdd(
            seed, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));

        var at = TimeProvider.System.GetUtcNow();
        var sent = Stopwatch.GetTimestamp();
        using var response = await _http.PostAsJsonAsync("/runs", new StartBody(source), cancel);
        var accepted = Stopwatch.GetElapsedTime(sent);
        response.EnsureSuccessStatusCode();

        return new Admission(name, at, accepted, Stopwatch.GetElapsedTime(sent, await begun.Task.WaitAsync(cancel)));
    }

    /// <summary>When the events of a run were decided, by the wire names of their types; the first of each.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> DecidedAsync(string run, CancellationToken cancel) =>
        (await _http.GetStringAsync($"/runs/{run}/events", cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)
            .GroupBy(stored => (string)stored["type"]!, stored =>
                DateTimeOffset.Parse((string)stored["at"]!, CultureInfo.InvariantCulture))
            .ToDictionary(same => same.Key, same => same.Min());

    /// <summary>Waits until that many devices are known and nobody holds one.</summary>
    public async Task UntilFreeAsync(int devices, CancellationToken cancel)
    {
        while (await DevicesAsync(cancel) is not { } known
            || known.Count < devices || known.Any(device => device!["branch"] is not null))
            await Task.Delay(20, cancel);
    }

    /// <summary>The devices, or null while the coordinator is starting.</summary>
    private async Task<JsonArray?> DevicesAsync(CancellationToken cancel)
    {
        using var response = await _http.GetAsync("/devices", cancel);

        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonArray>(cancel) : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null)
            await _worker.StopAsync();

        _worker?.Dispose();

        foreach (var coordinator in _coordinators)
            coordinator.Dispose();

        if (_database is not null)
            await _database.DisposeAsync();

        _http.Dispose();
        _home.Delete(recursive: true);
    }

    private async Task StartAllAsync(int devices, CancellationToken cancel)
    {
        _database = await PostgreSqlServer.StartAsync(cancel, durable: true);
        int[] ports = [FreePort.Find(), FreePort.Find()];
        string[] addresses = [.. ports.Select(port => $"127.0.0.1:{port}")];

        foreach (var port in ports)
        {
            var coordinator = RiverrunProcess.Start(
                new Dictionary<string, string>
                {
                    ["RIVERRUN_JOURNAL"] = _database.ConnectionString,
                    ["RIVERRUN_COORDINATORS"] = string.Join(", ", addresses),
                    ["RIVERRUN_CHECKPOINTS"] = Checkpoints,
                },
                "serve", "--bind", "127.0.0.1:0", "--home", Path.Combine(_home.FullName, $"{port}"), "--cluster-port",
                $"{port}");
            _coordinators.Add(coordinator);
            await coordinator.UntilAsync(process => process.Output.Contains('\n'), cancel);
        }

        _http.BaseAddress = new Uri(_coordinators[0].Output.Split(' ')[2]);
        await StartWorkerAsync(addresses, devices);
        await UntilFreeAsync(devices, cancel);
    }

    private async Task StartWorkerAsync(string[] coordinators, int devices)
    {
        var settings = new RuntimeSettings(
            _home.FullName, SimulatedDevices.AkkaConfig, NodeRole.Worker, TimeSpan.FromMilliseconds(150), 3, 500,
            TimeSpan.FromSeconds(1))
        {
            Cluster = new ClusterConfig("127.0.0.1", 0, coordinators),
        };
        var store = new CheckpointStore(Checkpoints);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddSingleton(TimeProvider.System)
            .AddSingleton<ITrainers>(Trainers()).AddSingleton<ICheckpointStore>(store).AddRiverrun(settings);
        _worker = builder.Build();
        await _worker.StartAsync();

        var system = _worker.Services.GetRequiredService<ActorSystem>();
        var (protocol, interval) = (settings.Cluster.Protocol, settings.RequestInterval);
        var link = system.ActorOf(
            Props.Create(() => new CoordinatorLink(coordinators, protocol, interval, store)), "more-coordinators");
        SimulatedDevices.Start(
            system, settings, [.. Enumerable.Range(1, devices - 1).Select(_ => Trainers())], new MemoryStore(), link,
            link);
    }

    private string Checkpoints => Path.Combine(_home.FullName, "checkpoints");

    private SimulatedTrainers Trainers() => new(
        TimeSpan.Zero,
        (seed, at) => _begun.GetOrAdd(
            seed, _ => new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(
                at));
}

/// <summary>One run's admission.</summary>
/// <param name="Run">The run.</param>
/// <param name="At">When the request was sent, by the clock that events have.</param>
/// <param name="Accepted">From the request to its answer.</param>
/// <param name="Begun">From the request to the device's first command.</param>
internal sealed record Admission(string Run, DateTimeOffset At, TimeSpan Accepted, TimeSpan Begun);
