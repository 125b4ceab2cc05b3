using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Settings;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Support;

/// <summary>The runtime in this process, in the role that its settings name.</summary>
public abstract class RunningRuntime : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _killed;

    private protected RunningRuntime(IHost host) => _host = host;

    /// <summary>The edge of who decides.</summary>
    public IRunGateway Gateway => _host.Services.GetRequiredService<IRunGateway>();

    /// <summary>Says when it cannot go on.</summary>
    public FatalSignal Fatal => _host.Services.GetRequiredService<FatalSignal>();

    /// <summary>Its actor system.</summary>
    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>
    /// Ends as a kill would: nothing is drained, nothing is told, whatever lies in a mailbox is lost.
    /// </summary>
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
        GC.SuppressFinalize(this);

        if (_killed)
            return;

        await _host.StopAsync();
        _host.Dispose();
    }

    /// <summary>HOCON for the <c>akka</c> section: silent, unless TESTLOG names a level.</summary>
    private protected static string Log => Environment.GetEnvironmentVariable("TESTLOG") is { } level
        ? $"loglevel = {level}, loggers = [\"Akka.Event.StandardOutLogger, Akka\"]"
        : "loglevel = OFF, stdout-loglevel = OFF";

    private protected static async Task<IHost> LaunchAsync(
        RuntimeSettings settings, ITrainers trainers, ICheckpointStore store)
    {
        Directory.CreateDirectory(settings.Home);
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton(trainers).AddSingleton(store)
            .AddRiverrun(settings);
        var host = builder.Build();
        await host.StartAsync();

        return host;
    }
}
