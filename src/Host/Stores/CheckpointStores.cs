using System.Diagnostics;
using Riverrun.Host.Client;
using Riverrun.Host.Settings;
using Riverrun.Host.Uploads;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Stores;

/// <summary>Makes the checkpoint store that the settings name.</summary>
internal static class CheckpointStores
{
    /// <summary>Registers the store, and what takes uploads into it.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="settings">What <c>hocon.conf</c> says.</param>
    /// <param name="http">Makes a client for coordinators (see <see cref="Open"/>).</param>
    public static IServiceCollection AddCheckpoints(
        this IServiceCollection services, HostSettings settings, Func<HttpClient>? http = null) => services
        .AddSingleton(_ => Open(settings, http))
        .AddSingleton(provider => new CheckpointUploads(
            provider.GetRequiredService<ICheckpointStore>(), UploadDirectory(settings),
            settings.Checkpoints.LargestBlobBytes, TimeProvider.System));

    /// <summary>Opens the store.</summary>
    /// <param name="settings">What <c>hocon.conf</c> says.</param>
    /// <param name="http">Makes a client with what coordinators want to see, such as a token; its timeout must be
    /// infinite. By default one without.</param>
    /// <param name="environment">The value of an environment variable, or null; by default this process's.</param>
    /// <exception cref="IOException">A directory cannot be made.</exception>
    /// <exception cref="InvalidConfigurationException">The environment does not say where the bucket is.</exception>
    public static ICheckpointStore Open(
        HostSettings settings, Func<HttpClient>? http = null, Func<string, string?>? environment = null)
    {
        var (time, checkpoints) = (TimeProvider.System, settings.Checkpoints);

        return checkpoints.Address switch
        {
            StoreAddress.Folder folder => Local(folder.Path),
            StoreAddress.Bucket bucket => Remote(
                new BucketBlobs(
                    BucketService.Connect(environment ?? Environment.GetEnvironmentVariable), bucket,
                    checkpoints.Patience, time)),
            StoreAddress.Coordinators coordinators => Remote(
                new CoordinatorBlobs(
                    new CoordinatorHttp((http ?? PlainClient)(), coordinators.Urls), checkpoints.LargestBlobBytes,
                    checkpoints.Patience, time)),
            _ => throw new UnreachableException($"Store {checkpoints.Address} has no wiring."),
        };

        RemoteCheckpointStore Remote(IRemoteBlobs blobs) => new(
            blobs, new BlobCache(Path.Combine(settings.Home, "cache", "checkpoints"), checkpoints.CacheBytes, time),
            checkpoints.LargestBlobBytes);
    }

    /// <summary>Opens the store to read from; that of a home may lie where nothing can be written.</summary>
    /// <param name="settings">What <c>hocon.conf</c> says.</param>
    public static ICheckpointStore OpenToRead(HostSettings settings) =>
        settings.Checkpoints.Address is StoreAddress.Folder folder
            ? CheckpointStore.ToRead(folder.Path)
            : Open(settings);

    private static CheckpointStore Local(string directory)
    {
        try
        {
            return new CheckpointStore(directory);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The checkpoints' directory {directory} cannot be written ({wrong.Message.TrimEnd('.')}); "
                + "riverrun.checkpoints.store (RIVERRUN_CHECKPOINTS) must name one that can be, or none for that of "
                + "the home.",
                wrong);
        }
    }

    /// <summary>
    /// Beside the blobs when these are in a directory: coordinators that share it go on with each other's uploads.
    /// </summary>
    private static string UploadDirectory(HostSettings settings) =>
        Path.Combine(
            settings.Checkpoints.Address is StoreAddress.Folder folder ? folder.Path : settings.Home, "uploads");

    private static HttpClient PlainClient() => new(Connections.Watchful()) { Timeout = Timeout.InfiniteTimeSpan };
}
