using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Riverrun.Actors;
using Riverrun.Actors.Edge;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Projections;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Cluster.Tests.Support;

/// <summary>One node of a cluster, in this process: an actor system of its own.</summary>
public sealed class ClusterNode : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _killed;

    private ClusterNode(IHost host) => _host = host;

    /// <summary>The edge of a coordinator.</summary>
    public IRunGateway Gateway => _host.Services.GetRequiredService<IRunGateway>();

    /// <summary>Its actor system.</summary>
    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>Completes with a sentence when the node cannot go on.</summary>
    public Task<string> Broken => _host.Services.GetRequiredService<FatalSignal>().Raised;

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a coordinator.</summary>
    public static Task<ClusterNode> CoordinatorAsync(
        string home, int port, IReadOnlyList<int> coordinators, ICheckpointStore store, JournalConfig? journal = null) => StartAsync(
            Settings(home, NodeRole.Coordinator, port, coordinators) is var settings && journal is not null ? settings with { Journal = journal } : settings,
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
    public async Task<RunView> UntilAsync(Func<RunView, bool> condition, CancellationToken cancel, string run = "test-run")
    {
        while (true)
        {
            if (await Gateway.GetAsync(new RunId(run), cancel) is { } view && condition(view))
                return view;

            await Task.Delay(20, cancel);
        }
    }

    /// <summary>Ends as a kill would: nothing is drained, nothing is told.</summary>
    public async Task KillAsync()
    {
        _killed = true;
        var system = System;
        ((ExtendedActorSystem)system).Abort();
        await system.WhenTerminated;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_killed)
            return;

        await _host.StopAsync();
        _host.Dispose();
    }

    private static RuntimeSettings Settings(string home, NodeRole role, int port, IReadOnlyList<int> coordinators) => new(
        home,
        Environment.GetEnvironmentVariable("TESTLOG") is { } level
            ? $"loglevel = {level}, loggers = [\"Akka.Event.StandardOutLogger, Akka\"]"
            : "loglevel = OFF, stdout-loglevel = OFF",
        role,
        TimeSpan.FromMilliseconds(20),
        3,
        50,
        TimeSpan.FromMilliseconds(300))
    {
        Cluster = new ClusterConfig("127.0.0.1", port, [.. coordinators.Select(at => $"127.0.0.1:{at}")]),
        Leases = new LeaseTimes(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(60)),
    };

    private static async Task<ClusterNode> StartAsync(RuntimeSettings settings, ITrainers trainers, ICheckpointStore store)
    {
        Directory.CreateDirectory(settings.Home);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton(trainers).AddSingleton(store).AddRiverrun(settings);
        var host = builder.Build();
        await host.StartAsync();

        return new ClusterNode(host);
    }
}
