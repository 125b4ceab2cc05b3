using System.CommandLine;
using Riverrun.Host.Api;
using Riverrun.Models.Schedules;

namespace Riverrun.Host.Cli;

/// <summary><c>merge RUN --branch B --last N</c>: makes a model of a branch's last checkpoints, for no step.</summary>
internal static class MergeVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var run = Verb.RunArgument();
        var branch = new Option<string>(
            "--branch")
        { Description = "The branch whose checkpoints are merged.", Required = true };
        var last = new Option<long>("--last") { Description = "How many of its last checkpoints.", Required = true }
            .Within(2, BudgetRules.Most);
        var at = new Option<long?>(
            "--at")
        { Description = "The step of the last of them; its newest without." }.Within();
        var coefficients = new Option<double[]?>("--coefficients")
        {
            Description =
                "What each is multiplied by, the oldest first: 0.1,0.2,0.7. They add up to 1; without, it is the mean.",
            HelpName = "C1,C2,…",
        }.Numbers();
        var name = new Option<string?>("--name") { Description = "Name of the new branch." };

        return new Command(
            "merge", "Makes a model of a branch's last checkpoints, by adding up their weights: no step is taken.")
        {
            run, branch, last, at, coefficients, name,
        }
            .Does(async (parsed, invocation, cancel) =>
            {
                await using var session = await invocation.OpenAsync(cancel);
                var body = new MergeBody(
                    parsed.GetRequiredValue(branch), (int)parsed.GetValue(last), parsed.GetValue(at),
                    parsed.GetValue(coefficients) is { Length: > 0 } said ? said : null,
                    parsed.GetValue(name));
                var merged = parsed.GetRequiredValue(run);
                await invocation.CommandAsync(
                    session,
                    merged,
                    () => session.Client.MergeAsync(merged, body, cancel),
                    (before, now, accepted) => CommandSentences.Merge(before, now, accepted.Branch ?? merged),
                    cancel);

                return ExitCode.Done;
            });
    }
}
