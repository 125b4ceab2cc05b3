using System.CommandLine;
using System.Text.Json.Nodes;
using Riverrun.Host.Api;
using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Specs;
using Riverrun.Models.Tasks;
using Riverrun.Models.Training;

namespace Riverrun.Host.Cli;

/// <summary><c>run RECIPE|FILE</c>: starts it, or resumes it where it stopped.</summary>
internal static class RunVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var command = new Command(
            "run",
            "Starts a run, or resumes it where it stopped. A process that trains in the home already trains it in its "
                + "turn.");
        var spec = new SpecOptions(command);
        var dryRun = new Option<bool>(
            "--dry-run")
        { Description = "Prints the plan and what it costs; starts nothing." };
        command.Add(dryRun);

        return command.Does(async (parsed, invocation, cancel) =>
        {
            var settings = invocation.Settings();
            var loaded = spec.Load(parsed, settings, Directory.GetCurrentDirectory());

            if (!parsed.GetValue(dryRun))
                return invocation.Url is null
                    ? await new Campaign(loaded, settings, invocation).CarryOutAsync(cancel)
                    : throw new InvalidConfigurationException(
                        $"run trains in a home of this machine, and --url or RIVERRUN_URL names {invocation.Url}; "
                        + $"say {ThisProgram.Name} submit to train there, or --home to train here.");

            await LibTorchProbe.RequireAsync(cancel);
            var device = new Trainers(settings.TokenDirectory, settings.Device.Kind).Describe();

            await invocation.Out.WriteLineAsync(invocation.Json
                ? new JsonArray([.. loaded.Runs.Select(run => Json(run.Spec.Spec, device))])
                .ToJsonString(RelaxedJson.Options)
                : string.Join("\n", loaded.Runs.Select(run => Text(run.Spec.Spec, device, loaded.Runs.Count == 1)))
                .TrimEnd());

            return ExitCode.Done;
        });
    }

    private static JsonObject Json(RunSpec spec, DeviceDescription device)
    {
        var plan = PlanText.ToJson(spec);
        PlanFacts.Of(spec, device).AddTo(plan);

        return plan;
    }

    private static string Text(RunSpec spec, DeviceDescription device, bool isAlone) =>
        $"{PlanText.Of(spec).TrimEnd()}\n\n{PlanFacts.Of(spec, device).ToText()}"
        + (isAlone ? $"\nThe whole spec; saved to a file it runs again to the same "
        + $"models:\n\n{SpecWriter.WriteFile(spec)}" : "");
}
