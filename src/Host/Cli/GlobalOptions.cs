using System.CommandLine;

namespace Riverrun.Host.Cli;

/// <summary>The options that every verb takes.</summary>
internal static class GlobalOptions
{
    /// <summary><c>--home</c></summary>
    public static Option<string?> Home { get; } = new("--home")
    {
        Description =
            "Directory of journal, snapshots, checkpoints and reports (default: riverrun.home of hocon.conf).",
        Recursive = true,
        HelpName = "DIR",
    };

    /// <summary><c>--json</c></summary>
    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print JSON, and nothing else, on standard output.",
        Recursive = true,
    };

    /// <summary><c>--debug</c></summary>
    public static Option<bool> Debug { get; } = new("--debug")
    {
        Description = "Show the stack trace of what went wrong.",
        Recursive = true,
    };

    /// <summary><c>--url</c></summary>
    public static Option<string?> Url { get; } = new("--url")
    {
        Description =
            "A coordinator to speak to instead of a home, or several with commas between them, of which the next is "
            + "asked "
            + "when one is away (default, without --home: RIVERRUN_URL).",
        Recursive = true,
        HelpName = "URL[,URL…]",
    };

    /// <summary>What <c>RIVERRUN_URL</c> says, or null.</summary>
    public static string? UrlOfEnvironment => Environment.GetEnvironmentVariable("RIVERRUN_URL") is { Length: > 0 } url
        ? url : null;

    /// <summary><c>--token-file</c></summary>
    public static Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = "File of the coordinator's token (default: RIVERRUN_TOKEN).",
        Recursive = true,
        HelpName = "FILE",
    };

    /// <summary><c>--authority</c></summary>
    public static Option<string?> Authority { get; } = new("--authority")
    {
        Description =
            "PEM file of the authority that the coordinator's certificate comes from (default: the system's).",
        Recursive = true,
        HelpName = "FILE",
    };
}
