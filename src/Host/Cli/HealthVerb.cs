using System.CommandLine;
using Riverrun.Host.Nodes;
using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Cli;

/// <summary>
/// <c>health</c>: whether the node of this home does its work; for containers, which have no other program to ask with.
/// </summary>
internal static class HealthVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var device = new Option<string?>("--device")
        {
            Description = "Asks for the worker of this device (default: for the coordinator).",
            HelpName = "DEVICE",
        };

        return new Command("health", "Says whether the coordinator or worker of the home does its work.") { device }
            .Does(async (parsed, invocation, cancel) =>
            {
                if (parsed.GetValue(GlobalOptions.Url) is { } url)
                    throw new InvalidConfigurationException(
                        $"health asks about a home of this machine; leave --url {url} out, "
                        + $"and ask {url.TrimEnd('/')}/health/ready about the coordinator there.");

                var home = invocation.Settings().Home;
                var problem = parsed.GetValue(device) is { } name
                    ? NodeHealth.OfWorker(home, WorkerDevice.Parse(name))
                    : await NodeHealth.OfCoordinatorAsync(home, cancel);

                await (problem is null ? invocation.Out : invocation.Error)
                    .WriteLineAsync(problem ?? (invocation.Json ? """{"status":"ready"}""" : "ready"));

                return problem is null ? ExitCode.Done : ExitCode.Failed;
            });
    }
}
