using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Host.Api;

namespace Riverrun.Host.Web;

/// <summary><c>/runs/{run}/merges</c>: making a branch of several kept checkpoints.</summary>
internal static class MergesResource
{
    /// <summary>Adds the resource.</summary>
    public static void MapMerges(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/runs/{run}/merges", MergeAsync)
            .WithName("MergeCheckpoints")
            .WithSummary(
                "Opens a branch that is the weighted sum of a branch's last checkpoints: measured, stored, and no "
                    + "step taken.")
            .AnswersCommand();

    private static async Task<IResult> MergeAsync(
        string run, MergeBody body, IRunGateway gateway, CommandEdge edge, CancellationToken cancel)
    {
        if (await gateway.GetAsync(new RunId(run), cancel) is not { } view)
            return Refusals.NoRun(run);

        return MergeChoice.Of(view, body) switch
        {
            ({ } merge, _) when !RunId.IsValid(merge.Name) =>
                Refusals.Wrong(
                    $"'{merge.Name}' cannot name a branch; use lower-case letters, digits, '.', '_' and '-', at most "
                        + "64."),
            ({ } merge, _) => await edge.SendAsync(run, merge, new AcceptedBody(run, "merge", merge.Name), cancel),
            (_, var problem) => Refusals.Refused(problem!), // Without a command there is a sentence.
        };
    }
}
