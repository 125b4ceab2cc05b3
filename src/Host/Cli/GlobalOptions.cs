using System.CommandLine;

namespace Riverrun.Host.Cli;

/// <summary>The options that every verb takes.</summary>
public static class GlobalOptions
{
    /// <summary><c>--home</c></summary>
    public static Option<string?> Home { get; } = new("--home")
    {
        Description = "Directory of journal, snapshots, checkpoints and reports (default: riverrun.home of hocon.conf).",
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
}
