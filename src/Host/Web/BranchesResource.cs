using Microsoft.AspNetCore.Http.HttpResults;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;

namespace Riverrun.Host.Web;

/// <summary>
/// <c>/runs/{run}/branches</c> and <c>/runs/{run}/checkpoints</c>: parts of a run, for those who want no more.
/// </summary>
internal static class BranchesResource
{
    /// <summary>Adds the resources.</summary>
    public static void MapBranches(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/runs/{run}/branches", async Task<Results<Ok<IReadOnlyList<BranchView>>, ProblemHttpResult>> (
            string run, IRunGateway gateway, CancellationToken cancel) =>
                await gateway.GetAsync(new RunId(run), cancel) is { } view
                    ? TypedResults.Ok(view.Branches) : Refusals.NoRun(run))
            .WithName("ListBranches").WithSummary("The branches of a run, in the order in which they were opened.")
            .ProducesProblem(404);

        routes.MapGet("/runs/{run}/branches/{branch}", GetAsync)
            .WithName("GetBranch").WithSummary("One branch with its stages and checkpoints.").ProducesProblem(404);

        routes.MapPost(
            "/runs/{run}/branches/{branch}/cancel",
            (string run, string branch, CommandEdge edge, CancellationToken cancel) =>
            edge.SendAsync(
                run, new RunCommand.CancelBranch(branch), new AcceptedBody(run, "cancel-branch", branch), cancel))
            .WithName("CancelBranch").WithSummary("Stops one branch for good; the run goes on with its others.")
            .AnswersCommand();

        routes.MapGet(
            "/runs/{run}/checkpoints", async Task<Results<Ok<IReadOnlyList<KeptCheckpointBody>>, ProblemHttpResult>> (
            string run, IRunGateway gateway, CancellationToken cancel) =>
                await gateway.GetAsync(new RunId(run), cancel) is { } view
                    ? TypedResults.Ok(Kept(view)) : Refusals.NoRun(run))
            .WithName("ListCheckpoints").WithSummary("What the branches of a run keep.").ProducesProblem(404);
    }

    private static async Task<Results<Ok<BranchView>, ProblemHttpResult>> GetAsync(
        string run, string branch, IRunGateway gateway, CancellationToken cancel)
    {
        if (!RunId.IsValid(branch))
            return Refusals.Wrong(
                $"'{branch}' cannot name a branch; use lower-case letters, digits, '.', '_' and '-', at most 64.");

        if (await gateway.GetAsync(new RunId(run), cancel) is not { } view)
            return Refusals.NoRun(run);

        return view.Branches.FirstOrDefault(known => known.Name == branch) is { } found
            ? TypedResults.Ok(found)
            : NoBranch(view, branch);
    }

    /// <summary>There is no such branch.</summary>
    internal static ProblemHttpResult NoBranch(RunView view, string branch) =>
        TypedResults.Problem(NoBranchHere(view, branch), statusCode: 404);

    /// <summary>The same for who asks without the API.</summary>
    internal static string NoBranchHere(RunView view, string branch) =>
        $"Run {view.Name} has no branch {branch}; it has "
        + $"{string.Join(", ", view.Branches.Select(known => known.Name))}.";

    private static IReadOnlyList<KeptCheckpointBody> Kept(RunView view) =>
    [
        .. from branch in view.Branches
           from kept in branch.Checkpoints
           select new KeptCheckpointBody(branch.Name, kept.Step, kept.Reason, kept.Digest),
    ];
}
