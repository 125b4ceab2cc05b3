using Microsoft.AspNetCore.Http.HttpResults;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;

namespace Riverrun.Host.Web;

/// <summary><c>/devices</c>, <c>/gc</c> and <c>/runs/{run}/verify</c>: looking after what is there.</summary>
internal static class UpkeepResource
{
    /// <summary>Adds the resources.</summary>
    public static void MapUpkeep(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/devices", async (IRunGateway gateway, CancellationToken cancel) =>
            TypedResults.Ok(await gateway.DevicesAsync(cancel)))
            .WithName("ListDevices").WithSummary("The devices that have announced themselves.");

        routes.MapPost("/gc", async (IRunGateway gateway, CancellationToken cancel, bool dryRun = false) =>
            TypedResults.Ok(await gateway.CollectAsync(dryRun, cancel)))
            .WithName("CollectCheckpoints").WithSummary("Deletes checkpoints that no branch, budget or pin can reach.");

        routes.MapPost("/runs/{run}/verify", async Task<Results<Ok<VerifyReport>, ProblemHttpResult>> (
            string run, IRunGateway gateway, CancellationToken cancel) =>
                await gateway.GetAsync(new RunId(run), cancel) is null
                    ? Refusals.NoRun(run)
                    : TypedResults.Ok(await gateway.VerifyAsync(new RunId(run), cancel)))
            .WithName("VerifyRun").WithSummary("Checks that a run is what its journal says.").ProducesProblem(404);
    }
}
