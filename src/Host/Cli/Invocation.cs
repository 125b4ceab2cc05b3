using Riverrun.Host.Homes;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Cli;

/// <summary>What every verb is given.</summary>
/// <param name="Out">Standard output: results only.</param>
/// <param name="Error">Standard error: progress and refusals.</param>
/// <param name="Json">Whether results are JSON.</param>
/// <param name="Debug">Whether stack traces and the actors' log are wanted.</param>
/// <param name="Home">What <c>--home</c> says, or null.</param>
/// <param name="Time">The clock.</param>
public sealed record Invocation(TextWriter Out, TextWriter Error, bool Json, bool Debug, string? Home, TimeProvider Time)
{
    /// <summary>Whether a person looks at a terminal.</summary>
    public bool IsTerminal => !Json && !Console.IsOutputRedirected && Out is not StringWriter;

    /// <summary>Where progress goes: to standard output for people, to standard error beside JSON.</summary>
    public TextWriter Progress => Json ? Error : Out;

    /// <summary>What <c>hocon.conf</c> says.</summary>
    public HostSettings Settings() =>
        SettingsReader.ReadShipped(Home) is var settings && Debug
            ? settings with { AkkaConfig = settings.AkkaConfig + "loglevel = WARNING\n" }
            : settings;

    /// <summary>Speaks to the home.</summary>
    public Task<HomeSession> OpenAsync(CancellationToken cancel) => HomeSession.OpenAsync(Settings(), Time, cancel);
}
