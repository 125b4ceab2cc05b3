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
                    ? TypedResults.Ok(HistoryBodies.Write(history))
                    : Refusals.NoRun(run))
            .WithName("GetHistory").WithSummary("Every step of a run, column by column.").ProducesProblem(404);
}
