using Microsoft.AspNetCore.Http.HttpResults;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Web;

/// <summary><c>/runs</c>: listing, starting, looking, pausing, resuming, cancelling.</summary>
internal static class RunsResource
{
    /// <summary>Adds the resource.</summary>
    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/runs", async (IRunGateway gateway, CancellationToken cancel, bool summaries = true) =>
            TypedResults.Ok(await ListAsync(gateway, summaries, cancel)))
                .WithName("ListRuns")
                .WithSummary("The runs with status, budgets, steps, loss and times; with summaries=false their names.");

        routes.MapPost("/runs", StartAsync)
            .WithName("StartRun").WithSummary("Starts a run, or wakes it where it stopped.").AnswersCommand();

        routes.MapGet("/runs/{run}", async Task<Results<Ok<RunView>, ProblemHttpResult>> (
            string run, IRunGateway gateway, CancellationToken cancel) =>
                await gateway.GetAsync(new RunId(run), cancel) is { } view
                    ? TypedResults.Ok(view) : Refusals.NoRun(run))
            .WithName("GetRun").WithSummary("A run with its branches, budgets and cost.").ProducesProblem(404);

        routes.MapGet("/runs/{run}/spec", async Task<Results<Ok<SpecBody>, ProblemHttpResult>> (
            string run, IRunGateway gateway, CancellationToken cancel) =>
                await gateway.GetSpecAsync(new RunId(run), cancel) is { } spec
                    ? TypedResults.Ok(new SpecBody(spec.Source))
                    : Refusals.NoRun(run))
            .WithName("GetSpec").WithSummary("The resolved spec of a run, as HOCON text.").ProducesProblem(404);

        Map(routes, "pause", new RunCommand.Pause())
            .WithName("PauseRun")
            .WithSummary("Stops a run within one slice and gives its devices back.")
            .AnswersCommand();
        Map(routes, "resume", new RunCommand.Resume())
            .WithName("ResumeRun")
            .WithSummary("Lets a paused or failed run go on.")
            .AnswersCommand();
        Map(routes, "cancel", new RunCommand.Cancel())
            .WithName("CancelRun")
            .WithSummary("Stops a run for good; what is stored stays.")
            .AnswersCommand();
    }

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder routes, string verb, RunCommand command) =>
        routes.MapPost($"/runs/{{run}}/{verb}", (string run, CommandEdge edge, CancellationToken cancel) =>
            edge.SendAsync(run, command, new AcceptedBody(run, verb), cancel));

    private static async Task<RunNamesBody> ListAsync(IRunGateway gateway, bool summaries, CancellationToken cancel)
    {
        if (!summaries)
            return new RunNamesBody([.. (await gateway.ListAsync(cancel)).Select(run => run.Name)]);

        var runs = await gateway.SummariesAsync(cancel);

        return new RunNamesBody([.. runs.Select(run => run.Name)], runs);
    }

    private static async Task<IResult> StartAsync(
        StartBody body, IRunGateway gateway, MemoryGate memory, DeviceGate devices, CommandEdge edge,
        CancellationToken cancel)
    {
        var read = SpecLoader.Change(body.Source, []);
        var fit = await memory.JudgeAsync(read.Spec, cancel);

        // What is there was taken before, and is only woken.
        if ((DataPaths.Problem(read.Spec) ?? fit.Refusal) is { } refusal
            && await gateway.GetSpecAsync(new RunId(read.Spec.Name), cancel) is null)
            return Refusals.Wrong(refusal);

        return await edge.SendAsync(
            read.Spec.Name, new RunCommand.Start(read.Spec, read.Source),
            new AcceptedBody(
                read.Spec.Name, "start", Warning: fit.Warning
                ?? await devices.WaitsAsync(read.Spec, cancel)), cancel, mustExist: false);
    }
}
