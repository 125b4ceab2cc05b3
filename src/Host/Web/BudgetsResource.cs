using Riverrun.Actors.Runs;

namespace Riverrun.Host.Web;

/// <summary><c>/runs/{run}/budgets</c>: adding and removing.</summary>
internal static class BudgetsResource
{
    /// <summary>Adds the resource.</summary>
    public static void MapBudgets(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/runs/{run}/budgets", (string run, BudgetBody body, CommandEdge edge, CancellationToken cancel) =>
            edge.SendAsync(run, new RunCommand.AddBudget(body.Steps), new AcceptedBody(run, "add-budget"), cancel));

        routes.MapDelete("/runs/{run}/budgets/{steps:long}", (string run, long steps, CommandEdge edge, CancellationToken cancel) =>
            edge.SendAsync(run, new RunCommand.RemoveBudget(steps), new AcceptedBody(run, "remove-budget"), cancel));
    }
}
