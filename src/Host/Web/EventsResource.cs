using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Projections;

namespace Riverrun.Host.Web;

/// <summary>
/// <c>/runs/{run}/events</c>: JSON lines, or server-sent events for those who accept them; <c>?after=</c> or
/// <c>Last-Event-ID</c> says where to go on, <c>?follow=true</c> to stay.
/// </summary>
internal static class EventsResource
{
    /// <summary>Adds the resource.</summary>
    public static void MapEvents(this IEndpointRouteBuilder routes) => routes.MapGet("/runs/{run}/events", StreamAsync);

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
        string run, IRunGateway gateway, IHostApplicationLifetime lifetime, HttpContext http, CancellationToken cancel,
        long? after = null, bool follow = false)
    {
        var id = new RunId(run);

        if (await gateway.GetAsync(id, cancel) is null)
            return Refusals.NoRun(run);

        var serverSent = http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal);
        var resumed = long.TryParse(http.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var last) ? last : 0;

        return TypedResults.Stream(
            async stream =>
            {
                // Whoever follows must not hold up the process that wants to leave.
                using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);

                try
                {
                    await WriteAsync(stream, gateway.EventsAsync(id, after ?? resumed, follow, ends.Token), serverSent, ends.Token);
                }
                catch (OperationCanceledException) when (ends.IsCancellationRequested)
                {
                }
            },
            serverSent ? "text/event-stream" : "application/x-ndjson");
    }

    private static async Task WriteAsync(
        Stream stream, IAsyncEnumerable<EventView> events, bool serverSent, CancellationToken cancel)
    {
        await stream.FlushAsync(cancel);

        await foreach (var stored in events.WithCancellation(cancel))
        {
            var json = Line(stored).ToJsonString(RelaxedJson.Options);
            var text = serverSent
                ? string.Create(CultureInfo.InvariantCulture, $"id: {stored.Sequence}\ndata: {json}\n\n")
                : json + "\n";

            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
            await stream.FlushAsync(cancel);
        }
    }
}
