using System.CommandLine;
using Riverrun.Host.Client;

namespace Riverrun.Host.Cli;

/// <summary>A verb as a command: the thin layer between words and work.</summary>
internal static class Verb
{
    /// <summary>What help calls the argument that names a run.</summary>
    internal const string RunName = "RUN";

    /// <summary>Gives a command what it does.</summary>
    /// <param name="command">The command, with its arguments and options.</param>
    /// <param name="act">Does it; the answer is the exit code.</param>
    public static Command Does(this Command command, Func<ParseResult, Invocation, CancellationToken, Task<int>> act)
    {
        command.SetAction(async (parsed, cancel) =>
        {
            var invocation = InvocationOf(parsed);

            try
            {
                return await act(parsed, invocation, cancel);
            }
            catch (RefusedException refused) when (refused.Status == 404 && RunsOf(parsed) is [_, ..] asked)
            {
                throw await UnknownRun.ExplainAsync(refused, asked, invocation, cancel);
            }
        });

        return command;
    }

    /// <summary>The argument that names a run.</summary>
    /// <param name="description">What help says of it.</param>
    public static Argument<string> RunArgument(string description = "Name of the run.") => new(RunName)
    {
        Description = description,
        HelpName = RunName, // Else help would show the runs of the home.
        CompletionSources = { Completions.Runs },
    };

    /// <summary>The names of runs on the command line.</summary>
    private static IReadOnlyList<string> RunsOf(ParseResult parsed) =>
    [
        .. from argument in parsed.CommandResult.Command.Arguments
           where argument.Name == RunName
           from token in parsed.GetResult(argument)?.Tokens ?? []
           select token.Value,
    ];

    private static Invocation InvocationOf(ParseResult parsed) => new(
        parsed.InvocationConfiguration.Output,
        parsed.InvocationConfiguration.Error,
        parsed.GetValue(GlobalOptions.Json),
        parsed.GetValue(GlobalOptions.Debug),
        parsed.GetValue(GlobalOptions.Home),
        parsed.GetValue(GlobalOptions.Url)
            ?? (parsed.GetValue(GlobalOptions.Home) is null ? GlobalOptions.UrlOfEnvironment : null),
        parsed.GetValue(GlobalOptions.TokenFile),
        parsed.GetValue(GlobalOptions.Authority),
        TimeProvider.System);
}
