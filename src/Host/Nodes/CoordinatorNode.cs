using System.Net.Sockets;
using Akka.Actor;
using Microsoft.AspNetCore.Connections;
using Riverrun.Actors;
using Riverrun.Actors.Edge;
using Riverrun.Host.Checkpoints;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;
using Riverrun.Host.Web;
using Riverrun.Models.Training;

namespace Riverrun.Host.Nodes;

/// <summary>A node that decides: its actors, and its API over TCP and over the socket in its home.</summary>
public sealed class CoordinatorNode : IAsyncDisposable
{
    /// <summary>Shards and singletons are handed over within this.</summary>
    private static readonly TimeSpan ShutdownWithin = TimeSpan.FromSeconds(90);

    private readonly Home _home;
    private readonly WebApplication _app;
    private readonly string _socket;

    private CoordinatorNode(Home home, WebApplication app, string socket)
    {
        (_home, _app, _socket) = (home, app, socket);
        Url = new Uri(app.Urls.Single(url => !url.Contains("//unix:", StringComparison.Ordinal)));
        Terminated = app.Services.GetRequiredService<ActorSystem>().WhenTerminated;
    }

    /// <summary>Where the API is served, with the port it really has.</summary>
    public Uri Url { get; }

    /// <summary>Completes with a sentence when the process can no longer keep its promises: a full disk, a damaged journal.</summary>
    public Task<string> Broken => _app.Services.GetRequiredService<FatalSignal>().Raised;

    /// <summary>Completes when the actors have ended, by themselves when nobody disposed the node: the cluster has put it out.</summary>
    public Task Terminated { get; }

    /// <summary>Starts actors and API, and announces the node in its home.</summary>
    /// <param name="home">The home; disposed with this.</param>
    /// <param name="settings">What <c>hocon.conf</c> and the command line say.</param>
    /// <param name="endpoint">Where to serve the API over TCP, and to whom.</param>
    /// <param name="cancel">Gives up starting.</param>
    /// <exception cref="HomeException">The address cannot be listened on.</exception>
    public static async Task<CoordinatorNode> StartAsync(
        Home home, HostSettings settings, ApiEndpoint endpoint, CancellationToken cancel)
    {
        var socket = SocketPath.Of(home.Directory);
        var app = Build(settings, endpoint, socket);

        try
        {
            File.Delete(socket);
            await app.StartAsync(cancel);
        }
        catch (Exception cause)
        {
            await app.DisposeAsync();
            home.Dispose();

            if (cause.GetBaseException() is AddressInUseException or SocketException)
                throw new HomeException(
                    $"The API cannot listen on {endpoint.Address} ({cause.GetBaseException().Message.TrimEnd('.')}); name another address with --bind, or end the process that has it.", cause);

            throw;
        }

        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        home.Announce(new HomeOwner(Environment.ProcessId, socket, HostsDevice: true));

        return new CoordinatorNode(home, app, socket);
    }

    /// <summary>Why the node cannot do its work yet, or null when it can.</summary>
    public Task<string?> ProblemAsync(CancellationToken cancel) => _app.Services.GetRequiredService<Readiness>().ProblemAsync(cancel);

    /// <summary>Answers who has asked, hands over what others can go on with, and leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        File.Delete(_socket);
        _home.Dispose();
    }

    private static WebApplication Build(HostSettings settings, ApiEndpoint endpoint, string socket)
    {
        var runtime = settings.Runtime(NodeRole.Coordinator);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownWithin);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddCheckpoints(settings);
        builder.Services.AddSingleton<ITrainers>(_ => new Trainers(settings.TokenDirectory, settings.Device.Kind));
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddRiverrunApi();
        builder.Services.AddRiverrun(runtime);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(socket, ApiGate.LetOwnerIn);
            kestrel.Listen(endpoint.Address, listen =>
            {
                if (endpoint.Certificates is { } chain)
                    listen.UseHttps(https =>
                    {
                        https.ServerCertificate = chain[0];
                        https.ServerCertificateChain = chain;
                    });
            });
        });

        var app = builder.Build();
        app.MapRiverrunApi(new ApiGate(endpoint.Token));

        return app;
    }
}
