using System.CommandLine;
using Riverrun.Actors.Runs;

namespace Riverrun.Host.Cli;

/// <summary><c>pause</c>, <c>resume</c>, <c>cancel</c> and <c>remove</c>.</summary>
internal static class StateVerbs
{
    /// <summary>Stops within one slice.</summary>
    public static Command Pause() =>
        Of("pause", "Stops a run within one slice and gives its devices back.", CommandSentences.Pause);

    /// <summary>Goes on.</summary>
    public static Command Resume() => Of("resume", "Lets a paused run go on.", CommandSentences.Resume);

    /// <summary>Stops a run, or one branch of it, for good.</summary>
    public static Command Cancel()
    {
        var run = Verb.RunArgument();
        var branch = new Option<string?>(
            "--branch")
        { Description = "Stops only this branch; the run goes on with its others." };

        return new Command("cancel", "Stops a run or one branch of it for good; what is stored stays.") { run, branch }
            .Does(async (parsed, invocation, cancel) =>
            {
                await using var session = await invocation.OpenAsync(cancel);
                var (name, only) = (parsed.GetRequiredValue(run), parsed.GetValue(branch));
                await invocation.CommandAsync(
                    session,
                    name,
                    () => only is null
                        ? session.Client.TellAsync(name, "cancel", cancel)
                        : session.Client.CancelBranchAsync(name, only, cancel),
                    (before, now, _) => only is null
                        ? CommandSentences.Cancel(before, now) : ($"Branch {only} of {name} is cancelled.", true),
                    cancel);

                return ExitCode.Done;
            });
    }

    /// <summary>Takes a fork out.</summary>
    public static Command Remove()
    {
        var run = Verb.RunArgument();
        var fork = new Option<string>("--branch") { Description = "The fork.", Required = true };

        return new Command(
            "remove", "Takes a fork that has ended out of a run; gc may then delete its checkpoints.") { run, fork }
            .Does(async (parsed, invocation, cancel) =>
            {
                await using var session = await invocation.OpenAsync(cancel);
                var (name, removed) = (parsed.GetRequiredValue(run), parsed.GetRequiredValue(fork));
                await invocation.CommandAsync(
                    session,
                    name,
                    () => session.Client.RemoveForkAsync(name, removed, cancel),
                    (_, _, _) => ($"Fork {removed} is no part of {name} any more; its name stays taken.", true),
                    cancel);

                return ExitCode.Done;
            });
    }

    private static Command Of(string verb, string description, Func<RunView, RunView, (string, bool)> said)
    {
        var run = Verb.RunArgument();

        return new Command(verb, description) { run }
            .Does(async (parsed, invocation, cancel) =>
            {
                await using var session = await invocation.OpenAsync(cancel);
                var name = parsed.GetRequiredValue(run);
                await invocation.CommandAsync(
                    session, name, () => session.Client.TellAsync(name, verb, cancel),
                    (before, now, _) => said(before, now), cancel);

                return ExitCode.Done;
            });
    }
}
