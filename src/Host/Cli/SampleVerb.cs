using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Riverrun.Actors.Projections;
using Riverrun.Host.Specs;
using Riverrun.Host.Web;

namespace Riverrun.Host.Cli;

/// <summary><c>sample RUN --prompt TEXT</c>: lets a delivered model write.</summary>
internal static class SampleVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var run = Verb.RunArgument();
        var budget = new Option<long?>("--budget") { Description = "Which model (default: the largest budget that is reached)." };
        var prompt = new Option<string>("--prompt") { Description = "Text to continue.", DefaultValueFactory = _ => "" };
        var tokens = new Option<int>("--tokens") { Description = "Tokens to add.", DefaultValueFactory = _ => 200 };
        var temperature = new Option<double>("--temperature") { Description = "0 for the likeliest token each time.", DefaultValueFactory = _ => 0.8 };
        var seed = new Option<long>("--seed") { Description = "Seed of the draws.", DefaultValueFactory = _ => 1 };

        tokens.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
                result.AddError($"--tokens is {result.GetValueOrDefault<int>()}; it must be at least 0");
        });
        temperature.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and < double.PositiveInfinity) and var wrong)
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--temperature is {wrong}; it must be a number of at least 0"));
        });

        return new Command("sample", "Lets a delivered model continue a text.") { run, budget, prompt, tokens, temperature, seed }
            .Does(async (parsed, invocation, cancel) =>
            {
                await using var session = await invocation.OpenAsync(cancel);
                var name = parsed.GetRequiredValue(run);
                var view = await session.Client.RunAsync(name, cancel);
                var spec = SpecLoader.Change(await session.Client.SpecAsync(name, cancel), []).Spec;
                var chosen = Choose(view, parsed.GetValue(budget));
                var words = parsed.GetRequiredValue(prompt);
                var text = await new ModelSampler(invocation.Settings()).SampleAsync(
                    spec, chosen, words, parsed.GetValue(tokens), parsed.GetValue(temperature), parsed.GetValue(seed), cancel);

                await invocation.Out.WriteLineAsync(invocation.Json
                    ? new JsonObject
                    {
                        ["run"] = name,
                        ["budget"] = chosen.Steps,
                        ["checkpoint"] = chosen.Checkpoint?.ToString(),
                        ["prompt"] = words,
                        ["text"] = text,
                    }.ToJsonString(RelaxedJson.Options)
                    : text);

                return ExitCode.Done;
            });
    }

    /// <summary>The budget that was asked for, or the largest that is reached.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static BudgetView Choose(RunView view, long? steps) =>
        view.Budgets.LastOrDefault(budget => steps is null ? budget.Status == "reached" : budget.Steps == steps)
            ?? throw new FormatException(steps is null
                ? $"{view.Name} has delivered no model yet."
                : $"{view.Name} has no budget of {steps} steps; it has {string.Join(", ", view.Budgets.Select(budget => budget.Steps))}.");
}
