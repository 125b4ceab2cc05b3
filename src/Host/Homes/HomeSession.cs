using Riverrun.Actors.Settings;
using Riverrun.Host.Client;
using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Homes;

/// <summary>
/// A way to speak to a home: through the process it belongs to, by opening it when it belongs
/// to none, or through a coordinator elsewhere.
/// </summary>
internal sealed class HomeSession : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>A process that has just taken the home reads its databases through before it answers.</summary>
    private static readonly TimeSpan OwnerAnswersWithin = TimeSpan.FromMinutes(2);

    private HomeSession(RiverrunClient client, OwnedHome? owned) => (Client, Owned) = (client, owned);

    /// <summary>Speaks to the home, or to the coordinator.</summary>
    public RiverrunClient Client { get; }

    /// <summary>The actors, when they run in this process.</summary>
    public OwnedHome? Owned { get; }

    /// <summary>The process that trains in the home, when that is another one and this session was to train.</summary>
    public HomeOwner? Trainer { get; private init; }

    /// <summary>Speaks to a coordinator.</summary>
    public static HomeSession Of(IReadOnlyList<ServerAddress> servers) => new(new RiverrunClient(servers), null);

    /// <summary>Speaks to whomever the home belongs to; opens it without a device when it belongs to nobody.</summary>
    /// <exception cref="HomeException">Neither is possible.</exception>
    public static async Task<HomeSession> OpenAsync(HostSettings settings, TimeProvider time, CancellationToken cancel)
    {
        Home.RefuseMissing(settings.Home);

        for (var began = time.GetTimestamp(); ; await Task.Delay(Pause, time, cancel))
        {
            if (Home.OwnerOf(settings.Home) is { } owner
                && await RiverrunClient.TryConnectAsync(owner.Socket, cancel) is { } client)
                return new HomeSession(client, null);

            if (Home.TryTake(settings.Home) is { } home)
                return await OwnAsync(
                    await CheckedAsync(home, settings.Runtime(hostsDevice: false)),
                    OthersMayStore(settings) ? settings : settings.StoringAlone(),
                    hostsDevice: false);

            if (time.GetElapsedTime(began) > Patience)
                throw NotAnswering(settings);
        }
    }

    /// <summary>Opens a home in order to train in it, or speaks to the process that trains in it already.</summary>
    /// <exception cref="HomeException">It belongs to a process that does neither train nor leave.</exception>
    /// <exception cref="InvalidConfigurationException">It belongs to a coordinator.</exception>
    public static async Task<HomeSession> JoinAsync(HostSettings settings, TimeProvider time, CancellationToken cancel)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(Pause, time, cancel))
        {
            if (Home.TryTake(settings.Home) is { } home)
                return await OwnAsync(
                    await CheckedAsync(home, settings.Runtime(NodeRole.Solo)), settings, hostsDevice: true);

            var owner = Home.OwnerOf(settings.Home);

            if (owner?.Url is { } url)
                throw new InvalidConfigurationException(
                    $"The home {settings.Home} belongs to a coordinator (process {owner.Pid}), whose workers train; "
                    + $"hand the run to it with {ThisProgram.Name} submit and --url {url}, or name another --home.");

            if (owner is { Stays: true } && await TryReachAsync(owner, cancel) is { } client)
                return new HomeSession(client, null) { Trainer = owner };

            if (time.GetElapsedTime(began) > OwnerAnswersWithin)
                throw NotAnswering(settings);
        }
    }

    /// <summary>Takes a home in order to stay in it, when its databases can be read.</summary>
    /// <exception cref="HomeException">It belongs to another process, or is damaged.</exception>
    public static async Task<Home> TakeAsync(
        HostSettings settings, NodeRole role, TimeProvider time, CancellationToken cancel)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(Pause, time, cancel))
        {
            if (Home.TryTake(settings.Home) is { } home)
                return await CheckedAsync(home, settings.Runtime(role));

            // A verb that only looks is soon gone; a process that stays is not.
            if (Home.OwnerOf(settings.Home) is { Stays: true } owner || time.GetElapsedTime(began) > Patience)
                throw new HomeException(
                    $"The home {settings.Home} belongs to process "
                    + $"{Home.OwnerOf(settings.Home)?.Pid.ToString() ?? "of another verb"}; "
                    + "name another with --home, or end that process.");
        }
    }

    /// <summary>Ends what this process trains when it can no longer keep its promises.</summary>
    /// <exception cref="HomeException">It cannot: a full disk, a damaged journal.</exception>
    public async Task ThrowIfBrokenAsync()
    {
        if (Owned?.Broken is { IsCompleted: true } broken)
            throw new HomeException(
                $"{(await broken).TrimEnd('.')}; once that is put right, the same command goes on from what is "
                    + "stored.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();

        if (Owned is not null)
            await Owned.DisposeAsync();
    }

    private static async Task<HomeSession> OwnAsync(Home home, HostSettings settings, bool hostsDevice)
    {
        var owned = await OwnedHome.StartAsync(home, settings, hostsDevice);

        return new HomeSession(new RiverrunClient(owned.Socket), owned);
    }

    private static async Task<Home> CheckedAsync(Home home, RuntimeSettings settings)
    {
        try
        {
            await Databases.CheckAsync(settings);

            return home;
        }
        catch
        {
            home.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether somebody stores beside who has taken the home: a worker may outlive its coordinator and train on for a
    /// while, in this home, or elsewhere if the store is not the home's own.
    /// </summary>
    private static bool OthersMayStore(HostSettings settings) =>
        settings.Checkpoints.Address is not StoreAddress.Folder { OfHome: true }
            || WorkerDirectory.IsAnyTaken(settings.Home);

    /// <summary>A client of a process that trains, or null while it starts, or when it is gone.</summary>
    internal static async Task<RiverrunClient?> TryReachAsync(HomeOwner owner, CancellationToken cancel)
    {
        try
        {
            return await RiverrunClient.TryConnectAsync(owner.Socket, cancel);
        }
        catch (RefusedException busy) when (busy.Status == 503)
        {
            return null;
        }
    }

    private static HomeException NotAnswering(HostSettings settings) =>
        new($"The home {settings.Home} belongs to a process that does not answer; ask again, or end that process.");
}
