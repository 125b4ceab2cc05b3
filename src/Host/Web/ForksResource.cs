using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Web;

/// <summary><c>/runs/{run}/forks</c>: opening a branch at a kept checkpoint, and removing it.</summary>
internal static class ForksResource
{
    /// <summary>Adds the resource.</summary>
    public static void MapForks(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/runs/{run}/forks", ForkAsync)
            .WithName("ForkRun").WithSummary("Opens a new branch at a kept checkpoint.").AnswersCommand();

        routes.MapDelete(
            "/runs/{run}/forks/{fork}", (string run, string fork, CommandEdge edge, CancellationToken cancel) =>
            edge.SendAsync(run, new RunCommand.RemoveFork(fork), new AcceptedBody(run, "remove-fork", fork), cancel))
                .WithName("RemoveFork")
                .WithSummary("Shows a fork that has ended no longer, and needs its checkpoints no longer.")
                .AnswersCommand();
    }

    private static async Task<IResult> ForkAsync(
        string run, ForkBody body, IRunGateway gateway, MemoryGate memory, CommandEdge edge, CancellationToken cancel)
    {
        var id = new RunId(run);

        if (await gateway.GetSpecAsync(id, cancel) is not { } started)
            return Refusals.NoRun(run);

        var read = SpecLoader.Change(started.Source, body.Changes ?? []);
        var name = body.Name ?? ForkName.Of(started.Spec, body.Branch, body.AtStep, read.Spec);

        if (!RunId.IsValid(name))
            return Refusals.Wrong(
                $"'{name}' cannot name a branch; use lower-case letters, digits, '.', '_' and '-', at most 64.");

        if (read.Spec.Name != run || read.Spec.Seed != started.Spec.Seed)
            return Refusals.Wrong(
                "A fork belongs to its run and keeps its name and seed; leave name and seed out of --set.");

        var fit = await memory.JudgeAsync(read.Spec, cancel);
        var relative = DataPaths.Problem(started.Spec) is null ? DataPaths.Problem(read.Spec) : null;

        return (relative ?? fit.Refusal) is { } refusal
            ? Refusals.Wrong(refusal)
            : await edge.SendAsync(
                run, new RunCommand.Fork(name, body.Branch, body.AtStep, read.Spec),
                new AcceptedBody(run, "fork", name, fit.Warning), cancel);
    }
}
