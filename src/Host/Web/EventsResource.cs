using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Host.Api;

namespace Riverrun.Host.Web;

/// <summary>
/// <c>/runs/{run}/events</c>: JSON lines, or server-sent events for those who accept them; <c>?after=</c> or
/// <c>Last-Event-ID</c> says where to go on, <c>?follow=true</c> to stay; <c>type</c>, <c>branch</c>, <c>since</c>,
/// <c>limit</c> and <c>last</c> say which. Between JSON lines there may be empty ones.
/// </summary>
internal static class EventsResource
{
    /// <summary>Adds the resource.</summary>
    public static void MapEvents(this IEndpointRouteBuilder routes) => routes.MapGet("/runs/{run}/events", StreamAsync)
        .WithName("ListEvents")
        .WithSummary("The stored events of a run, oldest first; with follow=true also those to come.")
        .Produces<string>(200, "application/x-ndjson", EventStream.ServerSent).ProducesProblem(404);

    /// <summary>An event as one JSON object: what every event has, then its own fields.</summary>
    public static JsonObject Line(EventView stored)
    {
        var line = new JsonObject
        {
            ["sequence"] = stored.Sequence,
            ["at"] = stored.At.ToString("O", CultureInfo.InvariantCulture),
            ["entity"] = stored.Entity,
            ["type"] = stored.Type,
        };

        foreach (var (key, value) in stored.Body)
            if (!line.ContainsKey(key))
                line[key] = value?.DeepClone();

        if (stored.TraceParent is not null)
            line["traceParent"] = stored.TraceParent;

        return line;
    }

    private static async Task<IResult> StreamAsync(
        string run, IRunGateway gateway, IHostApplicationLifetime lifetime, TimeProvider time, HttpContext http,
        CancellationToken cancel,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null, long? after = null, bool follow = false,
        string[]? type = null, string? branch = null, string? since = null, int? limit = null, int? last = null)
    {
        var id = new RunId(run);
        var from = after ?? 0;

        // A browser that reconnects repeats the address with its after, and says in the header what it has seen since.
        if (lastEventId is { Length: > 0 }
            && !long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out from))
            return Refusals.Wrong($"Last-Event-ID is {lastEventId}; it must be the id of an event, a whole number.");

        if (after < 0)
            return Refusals.Wrong(Refusals.WrongAfter(from));

        var selection = new EventSelection(EventFilter.Parse(type, branch, since, time.GetUtcNow()), limit, last);

        if (selection.Problem is { } problem)
            return Refusals.Wrong(problem);

        if (await gateway.GetAsync(id, cancel) is not { } view)
            return Refusals.NoRun(run);

        if (branch is not null && view.Branches.All(known => known.Name != branch))
            return BranchesResource.NoBranch(view, branch);

        var serverSent = http.Request.Headers.Accept.ToString()
            .Contains(EventStream.ServerSent, StringComparison.Ordinal);
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Accel-Buffering"] = "no";

        return TypedResults.Stream(
            async stream =>
            {
                // Whoever follows must not hold up the process that wants to leave.
                using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);

                try
                {
                    var events = selection.FromAsync(
                        (begin, stay) => gateway.EventsAsync(id, begin, stay, ends.Token), from, follow, ends.Token);
                    await WriteAsync(stream, events, serverSent, time, ends);
                }
                catch (OperationCanceledException) when (ends.IsCancellationRequested)
                {
                    if (!follow)
                        http.Abort(); // Who asked for all events must not take those that came for all.
                }
            },
            serverSent ? EventStream.ServerSent : "application/x-ndjson");
    }

    private static async Task WriteAsync(
        Stream stream, IAsyncEnumerable<EventView> events, bool serverSent, TimeProvider time,
        CancellationTokenSource ends)
    {
        var cancel = ends.Token;
        await stream.FlushAsync(cancel);
        await using var each = events.GetAsyncEnumerator(cancel);

        for (var next = each.MoveNextAsync().AsTask(); ; next = each.MoveNextAsync().AsTask())
        {
            await BeatUntilAsync(next, stream, serverSent ? ":\n\n" : "\n", time, ends);

            if (!await next)
                return;

            var json = Line(each.Current).ToJsonString(RelaxedJson.Options);
            await WriteAsync(
                stream,
                serverSent ? string.Create(
                    CultureInfo.InvariantCulture, $"id: {each.Current.Sequence}\ndata: {json}\n\n") : json + "\n",
                cancel);
        }
    }

    /// <summary>
    /// Writes a comment or an empty line, which readers skip, each time nothing has happened for a while.
    /// </summary>
    private static async Task BeatUntilAsync(
        Task next, Stream stream, string beat, TimeProvider time, CancellationTokenSource ends)
    {
        try
        {
            while (!next.IsCompleted)
            {
                using var happened = CancellationTokenSource.CreateLinkedTokenSource(ends.Token);

                if (await Task.WhenAny(next, Task.Delay(EventStream.Heartbeat, time, happened.Token)) != next)
                    await WriteAsync(stream, beat, ends.Token);

                await happened.CancelAsync();
            }
        }
        catch
        {
            // The reader is gone; the look at the journal must end before it can be disposed.
            await ends.CancelAsync();
            await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static async Task WriteAsync(Stream stream, string text, CancellationToken cancel)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
        await stream.FlushAsync(cancel);
    }
}
