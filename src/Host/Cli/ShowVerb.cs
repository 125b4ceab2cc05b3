using System.CommandLine;
using System.Globalization;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Host.Export;
using Riverrun.Host.Live;
using Riverrun.Host.Printing;

namespace Riverrun.Host.Cli;

/// <summary><c>show RUN</c>: one run with branches, budgets and cost.</summary>
internal static class ShowVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var run = Verb.RunArgument();

        return new Command("show", "Shows a run with its branches, budgets and cost.") { run }
            .Does(async (parsed, invocation, cancel) =>
            {
                using var look = await invocation.LookAsync(cancel);
                var view = await look.Runs.RunAsync(parsed.GetRequiredValue(run), cancel);
                await invocation.TellAsync(view, ApiJson.Default.RunView, Text);

                return ExitCode.Done;
            });
    }

    private static string Text(RunView view)
    {
        var branches = new TextTable("BRANCH", "FROM", "STATUS", "STEP", "OF", "STAGES", "CHECKPOINTS", "DEVICE");

        foreach (var branch in view.Branches)
            branches.Row(
                branch.Name,
                branch.MergedFrom is { } merged ? MergeText.Of(merged)
                    : branch.Parent is null
                    ? "scratch" : string.Create(CultureInfo.InvariantCulture, $"{branch.Parent}@{branch.ForkStep}"),
                branch.Status,
                Number(branch.Step),
                Number(branch.EndStep),
                Number(branch.Stages.Count),
                Number(branch.Checkpoints.Count),
                branch.Device ?? (branch.Waiting is { } waiting ? WaitingText.Of(waiting) : ""));

        return $"""
            {view.Name}: {view.Status}{(view.Failure is null ? "" : $", {view.Failure}")}
            recipe {view.Recipe}, policy {view.Policy}{(view.Objective is { } kind ? $", objective {kind}" : "")}, seed {view.Seed}; {view.SpentSteps} steps spent; {view.ReplayChecks.Steps} steps replayed, {view.ReplayChecks.Diverged} of them differed{(TrainedOn.Sentence(view) is { } computers ? $"\n{computers}" : "")}

            {BudgetTable.Of([view])}{(RivalNotes.OfBudgets([view]) is { } note ? note + "\n" : "")}
            {branches}{Figures(view)}{Failures(view)}{Forks(view)}
            """;
    }

    private static string Forks(RunView view)
    {
        if (view.Forks is not { Count: > 0 } forks)
            return "";

        var table = new TextTable("FORK", "FROM", "CHANGES");

        foreach (var fork in forks)
            table.Row(fork.Name, string.Create(CultureInfo.InvariantCulture, $"{fork.Branch}@{fork.AtStep}"),
                ForkChanges.Of(fork));

        return $"\n{table}";
    }

    private static string Figures(RunView view) => string.Concat(
        from branch in view.Branches
        where branch.Live is { } live && (live.Figures ?? live.Controls as object) is not null
        select $"\n{branch.Name} reports {string.Join(", ", Pace.LiveFigures(branch.Live!))}");

    private static string Failures(RunView view) => string.Concat(view.Branches
        .Where(branch => branch.Failure is not null)
        .Select(branch => $"\n{branch.Name} failed: {branch.Failure}"));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
