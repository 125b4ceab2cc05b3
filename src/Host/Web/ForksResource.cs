using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Host.Specs;

namespace Riverrun.Host.Web;

/// <summary><c>/runs/{run}/forks</c>: opening a branch at a kept checkpoint.</summary>
internal static class ForksResource
{
    private const int LongestName = 64;

    /// <summary>Adds the resource.</summary>
    public static void MapForks(this IEndpointRouteBuilder routes) => routes.MapPost("/runs/{run}/forks", ForkAsync)
        .WithName("ForkRun").WithSummary("Opens a new branch at a kept checkpoint.").AnswersCommand();

    private static async Task<IResult> ForkAsync(
        string run, ForkBody body, IRunGateway gateway, CommandEdge edge, CancellationToken cancel)
    {
        var id = new RunId(run);

        if (await gateway.GetSpecAsync(id, cancel) is not { } started)
            return Refusals.NoRun(run);

        var name = body.Name ?? NameOf(body);

        if (!RunId.IsValid(name))
            return Refusals.Wrong($"'{name}' cannot name a branch; use lower-case letters, digits, '.', '_' and '-', at most 64.");

        var read = SpecLoader.Change(started.Source, body.Changes ?? []);

        if (read.Spec.Name != run || read.Spec.Seed != started.Spec.Seed)
            return Refusals.Wrong("A fork belongs to its run and keeps its name and seed; leave name and seed out of --set.");

        return await edge.SendAsync(
            run, new RunCommand.Fork(name, body.Branch, body.AtStep, read.Spec), new AcceptedBody(run, "fork", name), cancel);
    }

    /// <summary>
    /// Made from what is asked alone: a request that is repeated names the same branch again, and two forks that would train the
    /// same are one.
    /// </summary>
    private static string NameOf(ForkBody body)
    {
        var step = body.AtStep.ToString(CultureInfo.InvariantCulture);
        var room = LongestName - "fork---123456".Length - step.Length;
        var isWhole = body.Branch.Length <= room;
        var name = $"fork-{(isWhole ? body.Branch : body.Branch[..room])}-{step}";

        // fork-budget-400 would be the name of a leaf, which no fork can have.
        var isLeaf = body.Branch == "budget" || body.Branch.EndsWith("-budget", StringComparison.Ordinal);

        return isWhole && !isLeaf && body.Changes is null or [] ? name : $"{name}-{Mark(body)}";
    }

    private static string Mark(ForkBody body) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [body.Branch, .. body.Changes ?? []]))))[..6];
}
