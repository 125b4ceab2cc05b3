using Riverrun.Actors.Settings;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Specs.Records;

namespace Riverrun.Host.Settings;

/// <summary>Reads <c>hocon.conf</c> and refuses what it does not understand.</summary>
internal static class SettingsReader
{
    private const string OverlayVariable = "RIVERRUN_CONFIG";

    /// <summary>
    /// Reads the file beside the program, and over it the one that <c>RIVERRUN_CONFIG</c>
    /// names, which says only what differs.
    /// </summary>
    /// <param name="home">The home of the command line, which goes before that of the file.</param>
    /// <exception cref="InvalidConfigurationException">A key or a value is wrong.</exception>
    public static HostSettings ReadShipped(string? home)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "hocon.conf");

        return File.Exists(file)
            ? Read(HoconFile.Read(file), "hocon.conf", WrittenVariable, home,
                ReadOverlay(WrittenVariable(OverlayVariable)))
            : throw new InvalidConfigurationException($"{file} is missing; it belongs beside the program.");
    }

    /// <summary>Reads the configuration's text.</summary>
    /// <param name="text">The whole configuration.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <param name="environment">The value of an environment variable, or null.</param>
    /// <param name="home">The home of the command line, which goes before that of the text.</param>
    /// <param name="overlay">Text that goes over the text and its variables, and what to call it in messages.</param>
    /// <exception cref="InvalidConfigurationException">A key or a value is wrong.</exception>
    public static HostSettings Read(
        string text, string source, Func<string, string?> environment, string? home = null,
        (string Text, string Source)? overlay = null)
    {
        var document = HoconParser.Read(text, source);
        var root = new Section(
            new HoconResolver(
                overlay is { } over ? [document, HoconParser.Read(over.Text, over.Source)] : [document],
                environment).Root(), "");
        var riverrun = root.Child("riverrun");
        var slices = riverrun.Child("slices");
        var snapshots = riverrun.Child("snapshots");
        var configuredHome = riverrun.Text("home");
        var akka = root.Find("akka") as HoconObject
            ?? throw root.Wrong("akka", "must be keys and values between braces");

        var settings = new HostSettings(
            home is null ? Folder(configuredHome, "riverrun.home") : Folder(home, "--home"),
            riverrun.OptionalText("tokens") is { } tokens ? Folder(tokens, "riverrun.tokens") : null,
            RecordReader.Read<DeviceConfig>(riverrun.Child("device")),
            slices.Time("target", TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)),
            slices.Count("ahead", most: 100),
            snapshots.Count("every-events"),
            riverrun.Time("request-interval", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            riverrun.Flag("stop-on-divergence", true),
            ReadJournal(riverrun.Child("journal")),
            ReadHttp(riverrun.Child("http")),
            ReadCluster(riverrun.Child("cluster")),
            ReadLeases(riverrun.Child("leases")),
            ReadCheckpoints(riverrun.Child("checkpoints"), home ?? configuredHome),
            HoconWriter.Write(akka));

        foreach (var section in new[] { slices, snapshots, riverrun, root })
            section.Complete();

        return settings;
    }

    private static (string Text, string Source)? ReadOverlay(string? file)
    {
        try
        {
            return file is null ? null : (HoconFile.Read(file), file);
        }
        catch (InvalidConfigurationException wrong)
        {
            throw new InvalidConfigurationException(
                $"{OverlayVariable} is {file}; it must be a file of settings: {wrong.Message}");
        }
    }

    private static string Folder(string path, string name) => path.Length == 0 || path.Any(char.IsControl)
        ? throw new InvalidConfigurationException(path.Length == 0
            ? $"{name} is empty; it must be a directory, such as .riverrun."
            : $"{name} is {new string([.. path.Select(letter => char.IsControl(letter) ? '?' : letter)])}, with a "
                + "control character "
                + "where each '?' stands; it must be a directory whose path is one line of text.")
        : Path.GetFullPath(path);

    /// <summary>An empty variable is how compose files and unit files write none.</summary>
    private static string? WrittenVariable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static string? ReadJournal(Section section)
    {
        var connection = section.OptionalText("postgresql");
        section.Complete();

        return connection;
    }

    private static HttpConfig ReadHttp(Section section)
    {
        var http = new HttpConfig(
            section.Text("bind"),
            section.OptionalText("token"),
            section.OptionalText("token-file"),
            section.OptionalText("certificate"),
            section.OptionalText("key"),
            section.Flag("behind-tls-proxy", false));
        section.Complete();

        return http;
    }

    private static LeaseTimes ReadLeases(Section section)
    {
        var times = new LeaseTimes(
            section.Time("lost-after", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            section.Time("give-up-after", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)));
        section.Complete();

        return times;
    }

    private static StoreSettings ReadCheckpoints(Section section, string home)
    {
        var settings = new StoreSettings(
            ReadAddress(section, home),
            section.Size("cache", 0, 1L << 50),
            section.Size("largest-blob", 1 << 20, 1L << 50),
            section.Time("patience", TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)),
            section.Time("collect-after", TimeSpan.Zero, TimeSpan.FromHours(720)),
            section.Time("collect-every", TimeSpan.Zero, TimeSpan.FromHours(720)));
        section.Complete();

        if (settings.CollectEvery > TimeSpan.Zero && settings.CollectEvery < TimeSpan.FromMinutes(1))
            throw section.Wrong("collect-every", "must be 0s for never, or a time from 1m to 720h");

        return settings;
    }

    private static StoreAddress ReadAddress(Section section, string home)
    {
        try
        {
            return StoreAddress.Parse(section.OptionalText("store"), home);
        }
        catch (FormatException)
        {
            throw section.Wrong("store", StoreAddress.Right);
        }
    }

    private static ClusterConfig ReadCluster(Section section)
    {
        var tls = section.Child("tls");
        var (certificate, key, authority) =
            (tls.OptionalText("certificate"), tls.OptionalText("key"), tls.OptionalText("authority"));
        tls.Complete();

        if (certificate is null != key is null || certificate is null != authority is null)
            throw tls.Wrong("certificate", "needs key and authority beside it: name all three files or none");

        var cluster = new ClusterConfig(
            section.Text("host"),
            section.Count("port", least: 0, most: 65_535),
            Addresses.Parse(section.Text("coordinators")) ?? throw section.Wrong("coordinators", Addresses.Right),
            certificate is null || key is null || authority is null ? null : new RemoteTls(certificate, key, authority),
            section.Flag("insecure", false));
        section.Complete();

        return cluster;
    }
}
