using System.CommandLine;
using System.Text.Json.Nodes;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Models.Specs;
using Riverrun.Models.Tasks.Language;

namespace Riverrun.Host.Cli;

/// <summary><c>sample RUN --prompt TEXT</c>: lets a delivered model write.</summary>
internal static class SampleVerb
{
    /// <summary>Tokens that one call writes: hours of work, and more than anybody reads.</summary>
    private const long MostTokens = 1_000_000;

    /// <summary>The command.</summary>
    public static Command Command()
    {
        var run = Verb.RunArgument();
        var budget = new Option<long?>(
            "--budget")
        { Description = "Which model (default: the largest budget that is reached)." }.Within(1);
        var branch = BranchOption();
        var prompt = new Option<string>(
            "--prompt")
        { Description = "Text to continue.", DefaultValueFactory = _ => "" };
        var tokens = new Option<long>(
            "--tokens")
        { Description = "Tokens to add.", DefaultValueFactory = _ => 200 }.Within(0, MostTokens);
        var temperature = new Option<double>("--temperature")
        {
            Description = "0 for the likeliest token each time.",
            DefaultValueFactory = _ => 0.8,
        }.For(TextModel.TakesTemperature, TextModel.Temperatures);
        var seed = new Option<long>(
            "--seed")
        { Description = "Seed of the draws.", DefaultValueFactory = _ => 1 }.Within();

        return new Command(
            "sample", "Lets a delivered model continue a text.") { run, budget, branch, prompt, tokens, temperature,
            seed }
            .Does(async (parsed, invocation, cancel) =>
            {
                using var look = await invocation.LookAsync(cancel);
                var name = parsed.GetRequiredValue(run);
                var view = await look.Runs.RunAsync(name, cancel);
                var spec = SpecLoader.Change(await look.Runs.SpecAsync(name, cancel), []).Spec;
                var chosen = Choose(view, parsed.GetValue(budget), parsed.GetValue(branch));
                var words = parsed.GetRequiredValue(prompt);
                var settings = invocation.Settings();
                var sampler = new ModelSampler(
                    settings, (digest, cancelled) => look.OpenCheckpointAsync(settings, digest, cancelled));
                await LibTorchProbe.RequireAsync(cancel);
                var text = await sampler.SampleAsync(
                    spec, chosen, words, (int)parsed.GetValue(tokens), parsed.GetValue(temperature),
                    parsed.GetValue(seed), cancel);

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

    /// <summary>The option that names a branch, for budgets that several deliver.</summary>
    public static Option<string?> BranchOption() =>
        new("--branch") { Description = "Whose model, when several branches deliver the budget." };

    /// <summary>The budget that was asked for, or the largest that is reached.</summary>
    /// <exception cref="FormatException">There is none, or more than one branch delivers it.</exception>
    public static BudgetView Choose(RunView view, long? steps, string? branch)
    {
        var ofBranch = view.Budgets.Where(budget => branch is null || budget.Branch == branch).ToList();
        var largest = steps ?? ofBranch.LastOrDefault(budget => budget.Status == "reached")?.Steps;
        var owner = branch is null ? view.Name : $"{view.Name}/{branch}";

        return ofBranch.Where(budget => budget.Steps == largest).ToList() switch
        {
            [var only] => only,
            [] when steps is null => throw new FormatException($"{owner} has delivered no model yet."),
            [] => throw new FormatException(
                $"{owner} has no budget of {steps} steps; it has "
                + $"{(ofBranch.Count == 0 ? "none" : string.Join(", ",
                    ofBranch.Select(budget => budget.Steps).Distinct()))}."),
            var twins => throw new FormatException(
                $"{view.Name} has the budget of {largest} steps on several branches; name one with --branch: "
                + $"{string.Join(", ", twins.Select(budget => budget.Branch))}."),
        };
    }
}
