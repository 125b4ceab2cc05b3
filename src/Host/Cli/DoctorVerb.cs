using System.CommandLine;
using System.Text.Json.Nodes;
using Riverrun.Host.Api;
using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Cli;

/// <summary><c>doctor</c>: checks the machine, and says the true cause of what is wrong.</summary>
internal static class DoctorVerb
{
    /// <summary>The command.</summary>
    public static Command Command() =>
        new Command("doctor", "Checks the machine and says the true cause of what is wrong.")
        .Does(async (parsed, invocation, cancel) =>
        {
            if (parsed.GetValue(GlobalOptions.Url) is { } url)
                throw new InvalidConfigurationException(
                    $"doctor looks at the machine it runs on; leave --url {url} out, "
                    + $"and say {ThisProgram.Name} devices --url {url} to see those of the cluster.");

            var findings = await Doctor.ExamineAsync(invocation.Settings(), cancel);
            var table = new TextTable("CHECK", "", "FINDING");

            foreach (var finding in findings)
                table.Row(finding.Check, finding.Ok ? "ok" : "WRONG", finding.Sentence);

            await invocation.Out.WriteLineAsync(invocation.Json
                ? new JsonArray([.. findings.Select(finding => new JsonObject
                {
                    ["check"] = finding.Check,
                    ["ok"] = finding.Ok,
                    ["finding"] = finding.Sentence,
                })]).ToJsonString(RelaxedJson.Options)
                : table.ToString().TrimEnd('\n'));

            return findings.All(finding => finding.Ok) ? ExitCode.Done : ExitCode.Failed;
        });
}
