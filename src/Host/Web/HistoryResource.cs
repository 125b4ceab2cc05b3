using Microsoft.AspNetCore.Http.HttpResults;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Host.Api;

namespace Riverrun.Host.Web;

/// <summary><c>/runs/{run}/history</c>: every step, for reports and exports.</summary>
internal static class HistoryResource
{
    /// <summary>Adds the resource.</summary>
    public static void MapHistory(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/runs/{run}/history", async Task<Results<Ok<HistoryBody>, ProblemHttpResult>> (
            string run, IRunGateway gateway, CancellationToken cancel) =>
                await gateway.HistoryAsync(new RunId(run), cancel) is { } history
                    ? TypedResults.Ok(ToBody(history))
                    : Refusals.NoRun(run))
            .WithName("GetHistory").WithSummary("Every step of a run, column by column.").ProducesProblem(404);

    /// <summary>A history as the API writes it.</summary>
    public static HistoryBody ToBody(RunHistory history) => new(
        history.Run,
        [
            .. history.Branches.Select(branch => new BranchHistoryBody(
                branch.Branch, branch.FirstStep, branch.Losses, branch.LearningRates, branch.GradientNorms,
                [.. branch.Evaluations.Select(entry => new MeasurementBody(entry.Step, entry.Evaluation))],
                branch.Tokens, branch.Milliseconds, branch.Devices, branch.Times)),
        ]);

    /// <summary>A history as it was before the API wrote it.</summary>
    public static RunHistory FromBody(HistoryBody body) => new(
        body.Run,
        [
            .. body.Branches.Select(branch => new BranchHistory(
                branch.Branch, branch.FirstStep, branch.Losses, branch.LearningRates, branch.GradientNorms,
                [.. branch.Evaluations.Select(entry => (entry.Step, entry.Evaluation))],
                branch.Times)
            {
                Tokens = branch.Tokens,
                Milliseconds = branch.Milliseconds,
                Devices = branch.Devices ?? [],
            }),
        ]);
}
