using Riverrun.Host.Client;
using Riverrun.Host.Settings;
using Riverrun.Host.Stores;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Homes;

/// <summary>
/// A look at a home: through the process it belongs to, whose word is newer than what is stored; from its files when
/// it belongs to none; or through a coordinator elsewhere. Takes nothing and changes nothing.
/// </summary>
internal sealed class HomeLook : IDisposable
{
    private readonly RiverrunClient? _coordinator;

    private HomeLook(IHomeReader runs, bool isServed, RiverrunClient? coordinator = null) =>
        (Runs, IsServed, _coordinator) = (runs, isServed, coordinator);

    /// <summary>Says what there is.</summary>
    public IHomeReader Runs { get; }

    /// <summary>Whether a process answers that may train; else it is only what is stored.</summary>
    public bool IsServed { get; }

    /// <summary>Looks through a coordinator; the next is asked when one is away.</summary>
    public static HomeLook At(IReadOnlyList<ServerAddress> servers)
    {
        var client = new RiverrunClient(servers);

        return new HomeLook(client, isServed: true, client);
    }

    /// <summary>Looks at a home.</summary>
    /// <exception cref="HomeException">There is none, another version made it, or it cannot be read.</exception>
    public static async Task<HomeLook> OpenAsync(HostSettings settings, TimeProvider time, CancellationToken cancel)
    {
        Home.RefuseMissing(settings.Home);

        // A verb that has the home for a moment knows nothing that is not stored, and may be gone before it answers.
        if (Home.OwnerOf(settings.Home) is { Stays: true } owner
            && await HomeSession.TryReachAsync(owner, cancel) is { } client)
            return new HomeLook(client, isServed: true);

        Home.CheckVersion(settings.Home);

        var stored = await Databases.ReadAsync(settings.Runtime(hostsDevice: false));

        return new HomeLook(new StoredHome(stored, time), isServed: false);
    }

    /// <summary>The bytes of a checkpoint: of this machine's store, or fetched from the coordinator.</summary>
    public Task<Stream> OpenCheckpointAsync(HostSettings settings, CheckpointDigest digest, CancellationToken cancel) =>
        _coordinator?.OpenCheckpointAsync(digest, cancel)
        ?? CheckpointStores.OpenToRead(settings).OpenAsync(digest, cancel);

    /// <inheritdoc/>
    public void Dispose() => Runs.Dispose();
}
