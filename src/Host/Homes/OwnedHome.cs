using Riverrun.Actors;
using Riverrun.Actors.Edge;
using Riverrun.Host.Checkpoints;
using Riverrun.Host.Nodes;
using Riverrun.Host.Settings;
using Riverrun.Host.Web;
using Riverrun.Models.Training;

namespace Riverrun.Host.Homes;

/// <summary>The running actors and API of a home that belongs to this process.</summary>
public sealed class OwnedHome : IAsyncDisposable
{
    /// <summary>A device finishes its slice, stores its state and leaves within this.</summary>
    private static readonly TimeSpan ShutdownWithin = TimeSpan.FromSeconds(90);

    private readonly Home _home;
    private readonly WebApplication _app;

    private OwnedHome(Home home, WebApplication app, string socket) => (_home, _app, Socket) = (home, app, socket);

    /// <summary>Where the API is served.</summary>
    public string Socket { get; }

    /// <summary>Completes with a sentence when the process can no longer keep its promises: a full disk, a damaged journal.</summary>
    public Task<string> Broken => _app.Services.GetRequiredService<FatalSignal>().Raised;

    /// <summary>Starts actors and API over a home, and announces them in it.</summary>
    /// <param name="home">The home; disposed with this.</param>
    /// <param name="settings">What <c>hocon.conf</c> says.</param>
    /// <param name="hostsDevice">Whether this process trains.</param>
    /// <param name="substitute">Replaces services, for tests.</param>
    public static async Task<OwnedHome> StartAsync(
        Home home, HostSettings settings, bool hostsDevice, Action<IServiceCollection>? substitute = null)
    {
        var socket = SocketPath.Of(home.Directory);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownWithin);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddCheckpoints(settings);
        builder.Services.AddSingleton<ITrainers>(_ => new Trainers(settings.TokenDirectory, settings.Device.Kind));
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddRiverrunApi();

        if (substitute is null)
            builder.Services.AddRiverrun(settings.Runtime(hostsDevice));
        else
            substitute(builder.Services);

        File.Delete(socket);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        var app = builder.Build();
        app.MapRiverrunApi();

        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            home.Dispose();
            throw;
        }

        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        home.Announce(new HomeOwner(Environment.ProcessId, socket, hostsDevice));

        return new OwnedHome(home, app, socket);
    }

    /// <summary>Finishes the slice, stores the state, gives the lease back and leaves.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        File.Delete(Socket);
        _home.Dispose();
    }
}
