using Microsoft.AspNetCore.Http.HttpResults;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Web;

/// <summary><c>/runs/{run}/budgets</c>: listing, adding and removing.</summary>
internal static class BudgetsResource
{
    /// <summary>Adds the resource.</summary>
    public static void MapBudgets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/runs/{run}/budgets", async Task<Results<Ok<IReadOnlyList<BudgetView>>, ProblemHttpResult>> (
            string run, IRunGateway gateway, CancellationToken cancel) =>
                await gateway.GetAsync(new RunId(run), cancel) is { } view
                    ? TypedResults.Ok(view.Budgets) : Refusals.NoRun(run))
            .WithName("ListBudgets").WithSummary("The budgets of a run and what was delivered for them.")
            .ProducesProblem(404);

        routes.MapPost(
            "/runs/{run}/budgets", (string run, BudgetBody body, CommandEdge edge, CancellationToken cancel) =>
            edge.SendAsync(
                run, new RunCommand.AddBudget(Checked(body.Steps)), new AcceptedBody(run, "add-budget"), cancel))
            .WithName("AddBudget").WithSummary("Asks for one more model.").AnswersCommand();

        routes.MapDelete(
            "/runs/{run}/budgets/{steps:long}", (string run, long steps, CommandEdge edge, CancellationToken cancel) =>
            edge.SendAsync(
                run, new RunCommand.RemoveBudget(Checked(steps)), new AcceptedBody(run, "remove-budget"), cancel))
            .WithName("RemoveBudget").WithSummary("Does without a model whose decay has not begun.").AnswersCommand();
    }

    private static long Checked(long steps) => steps is >= 1 and <= RunSpec.MostSteps
        ? steps
        : throw new FormatException(
            $"A budget of {steps} steps cannot be; it must be a whole number from 1 to {RunSpec.MostSteps}.");
}
