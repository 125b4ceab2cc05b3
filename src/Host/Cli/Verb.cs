using System.CommandLine;

namespace Riverrun.Host.Cli;

/// <summary>A verb as a command: the thin layer between words and work.</summary>
public static class Verb
{
    /// <summary>Gives a command what it does.</summary>
    /// <param name="command">The command, with its arguments and options.</param>
    /// <param name="act">Does it; the answer is the exit code.</param>
    public static Command Does(this Command command, Func<ParseResult, Invocation, CancellationToken, Task<int>> act)
    {
        command.SetAction((parsed, cancel) => act(parsed, InvocationOf(parsed), cancel));

        return command;
    }

    /// <summary>The argument that names a run.</summary>
    public static Argument<string> RunArgument() => new("RUN") { Description = "Name of the run." };

    private static Invocation InvocationOf(ParseResult parsed) => new(
        parsed.InvocationConfiguration.Output,
        parsed.InvocationConfiguration.Error,
        parsed.GetValue(GlobalOptions.Json),
        parsed.GetValue(GlobalOptions.Debug),
        parsed.GetValue(GlobalOptions.Home),
        parsed.GetValue(GlobalOptions.Url) ?? (parsed.GetValue(GlobalOptions.Home) is null ? GlobalOptions.UrlOfEnvironment : null),
        parsed.GetValue(GlobalOptions.TokenFile),
        parsed.GetValue(GlobalOptions.Authority),
        TimeProvider.System);
}
