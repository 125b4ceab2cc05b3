using System.CommandLine;
using Riverrun.Host.Api;

namespace Riverrun.Host.Cli;

/// <summary><c>fork RUN --branch B --at STEP</c>: opens a new line at a kept checkpoint.</summary>
internal static class ForkVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var run = Verb.RunArgument();
        var branch = new Option<string>("--branch") { Description = "The branch to fork from.", Required = true };
        var at = new Option<long>(
            "--at")
        { Description = "The step of one of its checkpoints.", Required = true }.Within();
        var name = new Option<string?>("--name") { Description = "Name of the new branch." };
        var set = new Option<string[]>("--set")
        {
            Description = "Changes a key of the run's spec: --set learning-rate.peak=1e-3.",
            HelpName = "KEY=VALUE",
        };

        return new Command("fork", "Opens a new branch at a kept checkpoint.") { run, branch, at, name, set }
            .Does(async (parsed, invocation, cancel) =>
            {
                await using var session = await invocation.OpenAsync(cancel);
                var body = new ForkBody(
                    parsed.GetRequiredValue(branch), parsed.GetValue(at), parsed.GetValue(name), parsed.GetValue(set));
                var forked = parsed.GetRequiredValue(run);
                await invocation.CommandAsync(
                    session,
                    forked,
                    () => session.Client.ForkAsync(forked, body, cancel),
                    (before, now, accepted) =>
                        CommandSentences.Fork(before, now, accepted.Branch ?? forked, body.Branch, body.AtStep),
                    cancel);

                return ExitCode.Done;
            });
    }
}
