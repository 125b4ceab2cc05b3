using Riverrun.Host.Settings;

namespace Riverrun.Cluster.Tests.Checkpoints;

/// <summary>The shipped configuration with the store that a test wants.</summary>
internal static class StoreSettingsOf
{
    public static HostSettings Read(
        string home, string store, string cache = "20GiB", string largest = "64GiB", string patience = "20s")
    {
        string? Environment(string name) => name switch
        {
            "RIVERRUN_CHECKPOINTS" => store.Length == 0 ? null : store,
            "RIVERRUN_CHECKPOINTS_CACHE" => cache,
            "RIVERRUN_CHECKPOINTS_LARGEST_BLOB" => largest,
            "RIVERRUN_CHECKPOINTS_PATIENCE" => patience,
            _ => null,
        };

        return SettingsReader.Read(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon.conf")), "hocon.conf", Environment, home);
    }
}
