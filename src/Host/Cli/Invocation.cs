using Riverrun.Host.Client;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Cli;

/// <summary>What every verb is given.</summary>
/// <param name="Out">Standard output: results only.</param>
/// <param name="Error">Standard error: progress and refusals.</param>
/// <param name="Json">Whether results are JSON.</param>
/// <param name="Debug">Whether stack traces and the actors' log are wanted.</param>
/// <param name="Home">What <c>--home</c> says, or null.</param>
/// <param name="Url">What <c>--url</c> says, or without <c>--home</c> what <c>RIVERRUN_URL</c> does, or null.</param>
/// <param name="TokenFile">What <c>--token-file</c> says, or null.</param>
/// <param name="Authority">What <c>--authority</c> says, or null.</param>
/// <param name="Time">The clock.</param>
internal sealed record Invocation(
    TextWriter Out,
    TextWriter Error,
    bool Json,
    bool Debug,
    string? Home,
    string? Url,
    string? TokenFile,
    string? Authority,
    TimeProvider Time)
{
    /// <summary>Whether a person looks at a terminal.</summary>
    public bool IsTerminal => !Json && !Console.IsOutputRedirected && Out is not StringWriter;

    /// <summary>
    /// Where progress goes: to standard output for people, to standard error beside JSON; dropped where neither takes
    /// it.
    /// </summary>
    public TextWriter Progress => OutputWriter.Dropping(Json ? Error : Out);

    /// <summary>
    /// Standard output for what a process that stays says of itself; dropped where it cannot be written.
    /// </summary>
    public TextWriter Standing => OutputWriter.Dropping(Out);

    /// <summary>What <c>hocon.conf</c> says.</summary>
    public HostSettings Settings() =>
        SettingsReader.ReadShipped(Home) is var settings && Debug
            ? settings with { AkkaConfig = settings.AkkaConfig + "loglevel = WARNING\n" }
            : settings;

    /// <summary>The coordinators to speak to, in their turn, or null where it is a home.</summary>
    /// <exception cref="InvalidConfigurationException">An address, token or authority is wrong.</exception>
    public IReadOnlyList<ServerAddress>? Servers() =>
        Url is null
            ? null
            : ServerAddresses.Parse(
                Url,
                (Settings().Http is var http && TokenFile is not null ? http with { TokenFile = TokenFile } : http)
                    .ReadToken(),
                Authority);

    /// <summary>Speaks to the coordinator, or to the home.</summary>
    public Task<HomeSession> OpenAsync(CancellationToken cancel) => Servers() is { } servers
        ? Task.FromResult(HomeSession.Of(servers))
        : HomeSession.OpenAsync(Settings(), Time, cancel);

    /// <summary>Looks at what the coordinator has, or the home, and changes nothing there.</summary>
    public Task<HomeLook> LookAsync(CancellationToken cancel) => Servers() is { } servers
        ? Task.FromResult(HomeLook.At(servers))
        : HomeLook.OpenAsync(Settings(), Time, cancel);
}
