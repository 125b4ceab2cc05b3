using Microsoft.AspNetCore.Http.HttpResults;
using Riverrun.Host.Api;

namespace Riverrun.Host.Web;

/// <summary>
/// <c>/health/live</c> and <c>/health/ready</c>: for those who start, stop and route; they ask for no token.
/// </summary>
internal static class HealthResource
{
    /// <summary>Adds the resource.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Ok(new HealthBody("live")))
            .WithName("GetLiveness").WithSummary("Whether the process answers.");

        routes.MapGet(
            "/health/ready",
            async Task<Results<Ok<HealthBody>, ProblemHttpResult>> (Readiness readiness, CancellationToken cancel) =>
                await readiness.ProblemAsync(cancel) is { } problem
                    ? TypedResults.Problem(problem, statusCode: 503)
                    : TypedResults.Ok(new HealthBody("ready")))
            .WithName("GetReadiness").WithSummary("Whether the actors answer and the journal can be read.")
            .ProducesProblem(503);
    }
}
