using System.Net.Http.Headers;
using Akka.Actor;
using Riverrun.Actors;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Settings;
using Riverrun.Host.Client;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;
using Riverrun.Host.Stores;
using Riverrun.Models.Tasks;
using Riverrun.Models.Training;

namespace Riverrun.Host.Nodes;

/// <summary>The actors of a process that trains for coordinators with one device.</summary>
internal sealed class WorkerNode : IAsyncDisposable
{
    /// <summary>A device finishes its slice, stores its state and leaves within this.</summary>
    private static readonly TimeSpan ShutdownWithin = TimeSpan.FromSeconds(90);

    private readonly IHost _host;

    private WorkerNode(IHost host, DeviceDescription description) => (_host, Description) = (host, description);

    /// <summary>What the device is.</summary>
    public DeviceDescription Description { get; }

    /// <summary>
    /// Completes with a sentence when the process cannot go on: a full disk, actors that ended by themselves.
    /// </summary>
    public Task<string> Broken { get; private init; } = null!; // StartAsync sets it.

    /// <summary>What the person who runs the process should read while it goes on.</summary>
    public Notices Notices => _host.Services.GetRequiredService<Notices>();

    /// <summary>Starts the actors.</summary>
    /// <param name="settings">What <c>hocon.conf</c> and the command line say.</param>
    /// <param name="device">The device.</param>
    /// <param name="sharers">Workers that share the machine, at least 1.</param>
    /// <param name="directory">The device's directory.</param>
    /// <param name="authorityFile">PEM file of the authority that certificates of coordinators' APIs come from; null
    /// for the system's.</param>
    public static async Task<WorkerNode> StartAsync(
        HostSettings settings, WorkerDevice device, int sharers, WorkerDirectory directory,
        string? authorityFile = null)
    {
        var own = settings with { Home = directory.Path, Device = settings.Device with { Kind = device.Kind } };
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownWithin);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddCheckpoints(own, () => CoordinatorClient(settings.Http, authorityFile));
        builder.Services.AddSingleton<ITrainers>(services => new Trainers(
            settings.TokenDirectory, device.Kind, sharers,
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddRiverrun(own.Runtime(NodeRole.Worker) with { Device = device.LeaseName });

        var host = builder.Build();

        try
        {
            await host.StartAsync();

            var description = host.Services.GetRequiredService<ITrainers>().Describe();

            return new WorkerNode(host, description) { Broken = BrokenAsync(host.Services) };
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Finishes the slice, stores the state, gives the lease back and leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    /// <summary>Shows coordinators the token of their API.</summary>
    private static HttpClient CoordinatorClient(HttpConfig http, string? authorityFile)
    {
        var handler = Connections.Watchful(authorityFile is null ? null : ServerAddress.AuthoritiesIn(authorityFile));
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };

        if (http.ReadToken() is { } token)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        return client;
    }

    private static async Task<string> BrokenAsync(IServiceProvider services)
    {
        var broken = services.GetRequiredService<FatalSignal>().Raised;
        var ended = services.GetRequiredService<ActorSystem>().WhenTerminated;

        return await Task.WhenAny(broken, ended) == broken
            ? await broken
            : "The actors of this process have ended; --debug shows what Akka says of it.";
    }
}
