using System.CommandLine;
using System.Text.Json.Nodes;
using Riverrun.Host.Specs;
using Riverrun.Host.Web;
using Riverrun.Models.Recipes;

namespace Riverrun.Host.Cli;

/// <summary><c>run RECIPE|FILE</c>: starts it, or resumes it where it stopped.</summary>
internal static class RunVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var target = new Argument<string>("RECIPE|FILE") { Description = "A shipped recipe, or a spec." };
        var name = new Option<string?>("--name") { Description = "The run's name (default: the spec's, or the recipe's)." };
        var scale = new Option<string>("--scale") { Description = "How much of a recipe: seconds, minutes, or as published.", DefaultValueFactory = _ => "small" };
        var set = new Option<string[]>("--set") { Description = "Changes a key of the spec: --set model.layers=2.", HelpName = "KEY=VALUE" };
        var seed = new Option<long?>("--seed") { Description = "The run's seed." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Prints the plan and what it costs; starts nothing." };

        scale.AcceptOnlyFromAmong("smoke", "small", "paper");

        return new Command("run", "Starts a run, or resumes it where it stopped.") { target, name, scale, set, seed, dryRun }
            .Does(async (parsed, invocation, cancel) =>
            {
                var settings = invocation.Settings();
                var loaded = new SpecLoader(settings.Device, Environment.GetEnvironmentVariable).Load(new SpecRequest(
                    parsed.GetRequiredValue(target), Enum.Parse<Scale>(parsed.GetRequiredValue(scale), ignoreCase: true), parsed.GetValue(set), parsed.GetValue(name), parsed.GetValue(seed)));

                if (!parsed.GetValue(dryRun))
                    return await new Campaign(loaded, settings, invocation).CarryOutAsync(cancel);

                await invocation.Out.WriteLineAsync(invocation.Json
                    ? new JsonArray([.. loaded.Runs.Select(run => PlanText.ToJson(run.Spec.Spec))]).ToJsonString(RelaxedJson.Options)
                    : string.Join("\n", loaded.Runs.Select(run => PlanText.Of(run.Spec.Spec))).TrimEnd());

                return ExitCode.Done;
            });
    }
}
