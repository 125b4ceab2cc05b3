using Riverrun.Host.Settings;
using Riverrun.Host.Stores;
using Riverrun.Host.Web;
using Riverrun.Models.Tasks;
using Riverrun.Models.Training;

namespace Riverrun.Host.Homes;

/// <summary>
/// The actors of a process that owns a home, and their API: over the socket in the home, and over TCP where it is asked
/// for.
/// </summary>
internal sealed class HomeServer : IAsyncDisposable
{
    /// <summary>
    /// A device finishes its slice, stores its state and leaves within this; shards and singletons are handed over.
    /// </summary>
    private static readonly TimeSpan ShutdownWithin = TimeSpan.FromSeconds(90);

    private readonly Home _home;
    private readonly WebApplication _app;

    private HomeServer(Home home, WebApplication app, string socket) => (_home, _app, Socket) = (home, app, socket);

    /// <summary>Where the API is served in the home.</summary>
    public string Socket { get; }

    /// <summary>Every address at which the API is served, with the ports that they really have.</summary>
    public IEnumerable<string> Urls => _app.Urls;

    /// <summary>What was registered.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts actors and API over a home, and announces them in it.</summary>
    /// <param name="home">The home; disposed with this, or when this cannot start.</param>
    /// <param name="settings">What <c>hocon.conf</c> and the command line say.</param>
    /// <param name="stays">Whether orders that come to the home are carried out.</param>
    /// <param name="actors">Registers the actors.</param>
    /// <param name="endpoint">Where to serve the API over TCP too, and to whom; null for nowhere.</param>
    /// <param name="cancel">Gives up starting.</param>
    public static async Task<HomeServer> StartAsync(
        Home home, HostSettings settings, bool stays, Action<IServiceCollection> actors, ApiEndpoint? endpoint,
        CancellationToken cancel)
    {
        var socket = SocketPath.Of(home.Directory);
        var app = Build(settings, actors, endpoint, socket);

        try
        {
            File.Delete(socket);
            await app.StartAsync(cancel);
        }
        catch
        {
            await app.DisposeAsync();
            home.Dispose();
            throw;
        }

        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        home.Announce(new HomeOwner(
            Environment.ProcessId, socket, stays,
            endpoint is null ? null : app.Urls.First(url => !url.Contains("//unix:", StringComparison.Ordinal))));

        return new HomeServer(home, app, socket);
    }

    /// <summary>Answers who has asked, lets the actors leave in order, and gives the home back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        File.Delete(Socket);
        _home.Dispose();
    }

    private static WebApplication Build(
        HostSettings settings, Action<IServiceCollection> actors, ApiEndpoint? endpoint, string socket)
    {
        var builder =
            WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownWithin);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddCheckpoints(settings);
        builder.Services.AddSingleton<ITrainers>(services => new Trainers(
            settings.TokenDirectory, settings.Device.Kind,
            leaving: services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddRiverrunApi();
        actors(builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(socket, ApiGate.LetOwnerIn);

            if (endpoint is not null)
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
        app.MapRiverrunApi(endpoint is null ? null : new ApiGate(endpoint.Token));

        return app;
    }
}
