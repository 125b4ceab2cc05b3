using System.Diagnostics;
using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Riverrun.Actors;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Edge;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Settings;
using Riverrun.Benchmarks.Runtime;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Benchmarks.Cluster;

/// <summary>
/// Ten thousand branches and a thousand devices in one process: a coordinator as <c>serve</c> wires it (shards,
/// remembered entities, singletons) over SQLite, and real device actors beside it that sleep instead of training.
/// </summary>
internal static class PlacementBenchmark
{
    private const int ShortestSteps = 200;
    private const int WarmUps = 5;

    private static readonly TimeSpan TimePerStep = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The longest there is: a thousand devices on one coordinator would else report more than two cores can store.
    /// </summary>
    private static readonly TimeSpan SliceTarget = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>Promised: placed within 10 s, and never more than 1.5 GB.</summary>
    /// <param name="output">Where figures go.</param>
    /// <param name="runs">Runs; each is started at once.</param>
    /// <param name="branches">Branches of each run, all from scratch.</param>
    /// <param name="devices">Devices, announced before.</param>
    public static async Task<int> RunAsync(TextWriter output, int runs = 100, int branches = 100, int devices = 1000)
    {
        var home = Directory.CreateTempSubdirectory("riverrun-benchmark-");
        var settings = Settings(home.FullName);
        var trainers = Enumerable.Range(0, devices).Select(_ => new SimulatedTrainers(TimePerStep)).ToList();
        using var host = Host(settings);
        await host.StartAsync();
        var placement = Start(host, settings, trainers);

        await UntilAsync(async () => (await ListAsync(placement)).Devices.Count == devices);
        await WarmUpAsync(host);
        var before = trainers.Select(device => device.Begun).ToList();
        output.WriteLine(
            $"{runs * branches:#,0} branches of {runs} runs, {devices:#,0} devices; before the first of them "
                + $"{Gigabytes():0.00} GB");

        var (started, processor) = (Stopwatch.GetTimestamp(), ProcessorTime());
        var starting =
            Task.WhenAll(Enumerable.Range(0, runs).Select(i => StartAsync(host, $"run-{i}", ShortestSteps, branches)));
        var first = await FirstEpochAsync(placement);
        await starting;
        output.WriteLine(
            $"  {runs} start commands acknowledged after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");

        await UntilAsync(
            () => Task.FromResult(trainers.Select((device, i) => device.Begun > before[i]).All(trains => trains)));
        output.WriteLine($"  every device trains after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");

        await UntilAsync(async () => Placed(await ListAsync(placement), first) >= runs * branches);
        Say(output, "every branch trains or stands in the queue", Stopwatch.GetElapsedTime(started).TotalSeconds, 10,
            "s");
        output.WriteLine(
            $"    in {(ProcessorTime() - processor).TotalSeconds:0.0} s of processor time, of "
                + $"{Environment.ProcessorCount} cores");

        await UntilAsync(() => Task.FromResult(Begun() >= runs * branches));
        var work = TimePerStep * ((2 * ShortestSteps) + branches - 1) / 2 * runs * branches / devices;
        output.WriteLine(
            $"  every branch has had a device after {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s; their "
                + $"steps take {work.TotalSeconds:0} s");
        Say(output, "peak memory", Gigabytes(), 1.5, "GB");

        await host.StopAsync();
        home.Delete(recursive: true);

        return 0;

        int Begun() => trainers.Sum(device => device.Begun) - before.Sum();
    }

    private static RuntimeSettings Settings(string home)
    {
        var port = FreePort.Find();

        return new RuntimeSettings(
            home, SimulatedDevices.AkkaConfig, NodeRole.Coordinator, SliceTarget, 3, 500, TimeSpan.FromSeconds(1))
        {
            Cluster = new ClusterConfig("127.0.0.1", port, [$"127.0.0.1:{port}"]),
        };
    }

    private static IHost Host(RuntimeSettings settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddSingleton(TimeProvider.System)
            .AddSingleton<ITrainers>(new SimulatedTrainers(TimePerStep))
            .AddSingleton<ICheckpointStore>(new MemoryStore()).AddRiverrun(settings);

        return builder.Build();
    }

    private static IActorRef Start(IHost host, RuntimeSettings settings, List<SimulatedTrainers> trainers)
    {
        var registry = host.Services.GetRequiredService<IReadOnlyActorRegistry>();
        var placement = registry.Get<PlacementActor>();
        SimulatedDevices.Start(
            host.Services.GetRequiredService<ActorSystem>(), settings, trainers,
            host.Services.GetRequiredService<ICheckpointStore>(), placement, registry.Get<BranchActor>());

        return placement;
    }

    /// <summary>
    /// Some runs to their end, so that the compiler's time, which a coordinator pays once, is not taken for placement.
    /// </summary>
    private static async Task WarmUpAsync(IHost host)
    {
        var gateway = host.Services.GetRequiredService<IRunGateway>();

        for (var i = 0; i < WarmUps; i++)
        {
            var run = $"warm-up-{i}";
            await StartAsync(host, run, 1, 100);
            await UntilAsync(
                async () => await gateway.GetAsync(new RunId(run), CancellationToken.None) is { Status: "completed" });
        }
    }

    /// <summary>Starts a run with a branch for each of that many budgets.</summary>
    private static async Task StartAsync(IHost host, string run, int steps, int budgets)
    {
        var ends = Enumerable.Range(steps, budgets).Select(budget => (long)budget);
        var spec = RuntimeUnderTest.Spec(PolicyKind.Cosine, 0, [.. ends]) with { Name = run };
        var gateway = host.Services.GetRequiredService<IRunGateway>();

        while (true)
            try
            {
                var start = new RunCommand.Start(spec, "");

                if (await gateway.SendAsync(
                    new RunId(run), start, $"start-{run}", CancellationToken.None) is Reply.Rejected rejected)
                    throw new InvalidOperationException(rejected.Reason);

                return;
            }
            catch (AskTimeoutException) // As any client does: under its id the command is carried out once.
            {
            }
    }

    /// <summary>The epoch of the first lease, read while it is held: its branch trains ten seconds at least.</summary>
    private static async Task<long> FirstEpochAsync(IActorRef placement)
    {
        while (true)
        {
            if ((await ListAsync(placement)).Devices.Where(device => device.Branch is not null)
                .ToList() is { Count: > 0 } held)
                return held.Min(device => device.Epoch);

            await Task.Delay(LookAgain);
        }
    }

    /// <summary>
    /// Branches that have been granted a device or stand in the queue: epochs are granted in turn, and here nobody
    /// gives way.
    /// </summary>
    private static long Placed(DeviceList known, long firstEpoch) =>
        known.Devices.Max(device => device.Epoch) - firstEpoch + 1 + known.Waiting;

    private static Task<DeviceList> ListAsync(IActorRef placement) =>
        placement.Ask<DeviceList>(new GetDevices(), TimeSpan.FromMinutes(2));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
            await Task.Delay(LookAgain);
    }

    private static TimeSpan ProcessorTime() => Process.GetCurrentProcess().TotalProcessorTime;

    private static double Gigabytes() => Process.GetCurrentProcess().PeakWorkingSet64 / 1e9;

    private static void Say(TextWriter output, string figure, double value, double promise, string unit) =>
        output.WriteLine(
            $"  {figure}: {value:0.00} {unit}, promised {promise:0.0#} {unit}, {(value <= promise ? "ok" : "missed")}");
}
