using Microsoft.Extensions.Hosting;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Settings;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Cluster.Tests.Support;

/// <summary>One node of a cluster, in this process: an actor system of its own.</summary>
public sealed class ClusterNode : RunningRuntime
{
    private ClusterNode(IHost host)
        : base(host) { }

    /// <summary>Starts a coordinator.</summary>
    public static Task<ClusterNode> CoordinatorAsync(
        string home, int port, IReadOnlyList<int> coordinators, ICheckpointStore store,
        JournalConfig? journal = null) => StartAsync(
            Settings(home, NodeRole.Coordinator, port, coordinators) is var settings && journal is not null
                ? settings with { Journal = journal } : settings,
            new FakeTrainers(),
            store);

    /// <summary>Starts a worker with one simulated device.</summary>
    public static Task<ClusterNode> WorkerAsync(
        string home, string device, IReadOnlyList<int> coordinators, ITrainers trainers, ICheckpointStore store) =>
        StartAsync(Settings(home, NodeRole.Worker, 0, coordinators) with { Device = device }, trainers, store);

    /// <summary>Starts a run of that spec.</summary>
    public Task<Reply> StartRunAsync(RunSpec spec) => Gateway.SendAsync(
        new RunId(spec.Name), new RunCommand.Start(spec, "source"), $"start-{spec.Name}", CancellationToken.None);

    /// <summary>Waits until a run is so.</summary>
    public async Task<RunView> UntilAsync(
        Func<RunView, bool> condition, CancellationToken cancel, string run = "test-run")
    {
        while (true)
        {
            if (await Gateway.GetAsync(new RunId(run), cancel) is { } view && condition(view))
                return view;

            await Task.Delay(20, cancel);
        }
    }

    private static RuntimeSettings Settings(string home, NodeRole role, int port, IReadOnlyList<int> coordinators) =>
        new(
        home,
        Log,
        role,
        TimeSpan.FromMilliseconds(20),
        3,
        50,
        TimeSpan.FromMilliseconds(300))
        {
            Cluster = new ClusterConfig("127.0.0.1", port, [.. coordinators.Select(at => $"127.0.0.1:{at}")]),
            Leases = new LeaseTimes(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(60)),
        };

    private static async Task<ClusterNode> StartAsync(
        RuntimeSettings settings, ITrainers trainers, ICheckpointStore store) =>
        new(await LaunchAsync(settings, trainers, store));
}
