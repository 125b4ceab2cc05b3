using System.CommandLine;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Cli;

/// <summary><c>budget add|remove RUN STEPS</c>: asks for one more model, or for one less.</summary>
internal static class BudgetVerb
{
    /// <summary>The command.</summary>
    public static Command Command() =>
        new("budget", "Adds or removes a budget while a run goes on, or after it.") { Add(), Remove() };

    private static Command Add()
    {
        var (run, steps) = Arguments();

        return new Command("add", "Asks for one more model.") { run, steps }
            .Does(async (parsed, invocation, cancel) =>
            {
                await using var session = await invocation.OpenAsync(cancel);
                var (name, budget) = (parsed.GetRequiredValue(run), parsed.GetValue(steps));
                await invocation.CommandAsync(
                    session,
                    name,
                    () => session.Client.AddBudgetAsync(name, budget, cancel),
                    (before, now, _) => CommandSentences.AddBudget(before, now, budget),
                    cancel);

                return ExitCode.Done;
            });
    }

    private static Command Remove()
    {
        var (run, steps) = Arguments();

        return new Command("remove", "Does without a model whose decay has not begun.") { run, steps }
            .Does(async (parsed, invocation, cancel) =>
            {
                await using var session = await invocation.OpenAsync(cancel);
                var (name, budget) = (parsed.GetRequiredValue(run), parsed.GetValue(steps));
                await invocation.CommandAsync(
                    session,
                    name,
                    () => session.Client.RemoveBudgetAsync(name, budget, cancel),
                    (before, now, _) => CommandSentences.RemoveBudget(before, now, budget),
                    cancel);

                return ExitCode.Done;
            });
    }

    private static (Argument<string> Run, Argument<long> Steps) Arguments() =>
        (Verb.RunArgument(),
            new Argument<long>("STEPS") { Description = "The budget in optimizer steps." }.Within(
                1, RunSpec.MostSteps));
}
