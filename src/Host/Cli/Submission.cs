using System.Text.Json.Nodes;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Host.Client;
using Riverrun.Host.Settings;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Cli;

/// <summary>Carries out a <c>submit</c>: hands the runs over, and if asked shows how they go.</summary>
internal sealed class Submission(LoadedSpecs loaded, IReadOnlyList<ServerAddress> servers, Invocation invocation)
{
    private string Names => string.Join(", ", loaded.Runs.Select(run => run.Spec.Spec.Name));

    /// <summary>Does it; the answer is the exit code.</summary>
    public async Task<int> CarryOutAsync(bool follow, CancellationToken cancel)
    {
        using var client = new RiverrunClient(servers);

        var before = new List<RunView>();

        foreach (var (_, read) in loaded.Runs)
        {
            var (found, accepted) = await SubmitAsync(client, read, cancel);

            if (accepted.Warning is { } warning)
                await invocation.Error.WriteLineAsync(warning);

            if (found is not null)
                before.Add(found);

            foreach (var odd in PlanWarnings.Of(read.Spec))
                await invocation.Error.WriteLineAsync(odd);
        }

        if (!follow)
        {
            await invocation.Out.WriteLineAsync(invocation.Json
                ? new JsonObject
                {
                    ["name"] = loaded.Name,
                    ["runs"] = new JsonArray([.. loaded.Runs.Select(run => (JsonNode)run.Spec.Spec.Name)]),
                    ["url"] = servers.Text(),
                }.ToJsonString(RelaxedJson.Options)
                : Names);

            return ExitCode.Done;
        }

        await invocation.Progress.WriteLineAsync($"{Names}: submitted to {servers.Text()}");
        await invocation.Progress.FlushAsync(cancel);

        try
        {
            var views = await new Progress(invocation).WatchAsync(look => LookAsync(client, look), cancel, before);

            return await new Outcome(loaded, invocation).TellAsync(client, views, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await invocation.Progress.WriteLineAsync(
                $"No longer followed; {Names} {(loaded.Runs.Count == 1 ? "goes" : "go")} on. "
                + $"{ThisProgram.Name} watch shows {(loaded.Runs.Count == 1 ? "it" : "one")} again, "
                + $"and {ThisProgram.Name} pause or cancel ends it.");

            return ExitCode.Interrupted;
        }
    }

    /// <summary>The same spec under the same name is accepted; another one is refused with what differs.</summary>
    private static async Task<(RunView? Found, AcceptedBody Accepted)> SubmitAsync(
        RiverrunClient client, ReadSpec read, CancellationToken cancel)
    {
        var found = await client.FindAsync(read.Spec.Name, cancel);

        if (found is not null)
            SpecDifference.Refuse(
                read.Spec.Name, await client.SpecAsync(read.Spec.Name, cancel), read, "on this coordinator");

        return (found, await client.StartAsync(read.Source, cancel));
    }

    private async Task<IReadOnlyList<RunView>> LookAsync(RiverrunClient client, CancellationToken cancel)
    {
        var views = new List<RunView>();

        foreach (var (_, read) in loaded.Runs)
            views.Add(await client.RunAsync(read.Spec.Name, cancel));

        return views;
    }
}
