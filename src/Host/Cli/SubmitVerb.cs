using System.CommandLine;
using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Cli;

/// <summary><c>submit RECIPE|FILE --url URL</c>: hands a spec to a cluster.</summary>
internal static class SubmitVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var command = new Command("submit", "Starts a run on a cluster, or resumes it there where it stopped.");
        var spec = new SpecOptions(command);
        var follow = new Option<bool>("--follow", "-f") { Description = "Shows its progress until it is over." };
        command.Add(follow);

        return command.Does(async (parsed, invocation, cancel) =>
        {
            if (invocation.Servers() is not { } servers)
                throw new InvalidConfigurationException(
                    "submit needs the coordinator that takes the run; "
                    + "name it with --url http://HOST:PORT or RIVERRUN_URL, "
                    + $"or say {ThisProgram.Name} run to train in a home of this machine.");

            var loaded = spec.Load(parsed, invocation.Settings(), directory: null);

            if (loaded.Runs.Select(run => DataPaths.Problem(run.Spec.Spec))
                .FirstOrDefault(problem => problem is not null) is { } relative)
                throw new InvalidConfigurationException(relative);

            return await new Submission(loaded, servers, invocation)
                .CarryOutAsync(parsed.GetValue(follow), cancel);
        });
    }
}
