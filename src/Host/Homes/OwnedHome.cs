using Riverrun.Actors;
using Riverrun.Actors.Edge;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Homes;

/// <summary>The running actors and API of a home that belongs to this process.</summary>
internal sealed class OwnedHome : IAsyncDisposable
{
    private readonly HomeServer _server;

    private OwnedHome(HomeServer server) => _server = server;

    /// <summary>Where the API is served.</summary>
    public string Socket => _server.Socket;

    /// <summary>
    /// Completes with a sentence when the process can no longer keep its promises: a full disk, a damaged journal.
    /// </summary>
    public Task<string> Broken => _server.Services.GetRequiredService<FatalSignal>().Raised;

    /// <summary>What the person who runs the process should read while it goes on.</summary>
    public Notices Notices => _server.Services.GetRequiredService<Notices>();

    /// <summary>Starts actors and API over a home, and announces them in it.</summary>
    /// <param name="home">The home; disposed with this.</param>
    /// <param name="settings">What <c>hocon.conf</c> says.</param>
    /// <param name="hostsDevice">Whether this process trains.</param>
    /// <param name="substitute">Registers what stands in for the actors, for tests.</param>
    public static async Task<OwnedHome> StartAsync(
        Home home, HostSettings settings, bool hostsDevice, Action<IServiceCollection>? substitute = null) =>
        new(await HomeServer.StartAsync(
            home,
            settings,
            hostsDevice,
            substitute ?? (services => services.AddRiverrun(settings.Runtime(hostsDevice))),
            endpoint: null,
            CancellationToken.None));

    /// <summary>Finishes the slice, stores the state, gives the lease back and leaves.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
