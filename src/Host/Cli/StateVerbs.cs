using System.CommandLine;

namespace Riverrun.Host.Cli;

/// <summary><c>pause</c>, <c>resume</c> and <c>cancel</c>.</summary>
internal static class StateVerbs
{
    /// <summary>Stops within one slice.</summary>
    public static Command Pause() => Of("pause", "Stops a run within one slice and gives its devices back.", "is paused");

    /// <summary>Goes on.</summary>
    public static Command Resume() => Of("resume", "Lets a paused run go on.", "goes on");

    /// <summary>Stops for good.</summary>
    public static Command Cancel() => Of("cancel", "Stops a run for good; what is stored stays.", "is cancelled");

    private static Command Of(string verb, string description, string done)
    {
        var run = Verb.RunArgument();

        return new Command(verb, description) { run }
            .Does(async (parsed, invocation, cancel) =>
            {
                await using var session = await invocation.OpenAsync(cancel);
                var name = parsed.GetRequiredValue(run);
                await invocation.AcceptedAsync(session, await session.Client.TellAsync(name, verb, cancel), $"{name} {done}.");

                return ExitCode.Done;
            });
    }
}
