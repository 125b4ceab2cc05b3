using System.Globalization;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Host.Specs;

namespace Riverrun.Host.Web;

/// <summary><c>/runs/{run}/forks</c>: opening a branch at a kept checkpoint.</summary>
internal static class ForksResource
{
    /// <summary>Adds the resource.</summary>
    public static void MapForks(this IEndpointRouteBuilder routes) => routes.MapPost("/runs/{run}/forks", ForkAsync)
        .WithName("ForkRun").WithSummary("Opens a new branch at a kept checkpoint.").AnswersCommand();

    private static async Task<IResult> ForkAsync(
        string run, ForkBody body, IRunGateway gateway, CommandEdge edge, CancellationToken cancel)
    {
        var id = new RunId(run);

        if (await gateway.GetSpecAsync(id, cancel) is not { } started || await gateway.GetAsync(id, cancel) is not { } view)
            return Refusals.NoRun(run);

        var name = body.Name ?? FreeName(body, [.. view.Branches.Select(branch => branch.Name)]);

        if (!RunId.IsValid(name))
            return Refusals.Wrong($"'{name}' cannot name a branch; use lower-case letters, digits, '.', '_' and '-', at most 64.");

        var read = SpecLoader.Change(started.Source, body.Changes ?? []);

        if (read.Spec.Name != run || read.Spec.Seed != started.Spec.Seed)
            return Refusals.Wrong("A fork belongs to its run and keeps its name and seed; leave name and seed out of --set.");

        return await edge.SendAsync(
            run, new RunCommand.Fork(name, body.Branch, body.AtStep, read.Spec), new AcceptedBody(run, "fork", name), cancel);
    }

    private static string FreeName(ForkBody body, HashSet<string> taken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"fork-{body.Branch}-{body.AtStep}");

        return Enumerable.Range(1, int.MaxValue)
            .Select(number => number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"))
            .First(candidate => !taken.Contains(candidate));
    }
}
