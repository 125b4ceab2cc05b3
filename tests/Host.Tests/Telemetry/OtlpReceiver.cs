using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Riverrun.Host.Tests.Telemetry;

/// <summary>A collector on loopback that takes OTLP over HTTP in protobuf and remembers what it was sent.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = [];

    public ConcurrentQueue<(string Name, string Unit)> Metrics { get; } = [];

    public string Endpoint => _app.Urls.Single();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/traces", receiver.TakeTracesAsync);
        app.MapPost("/v1/metrics", receiver.TakeMetricsAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);

        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeTracesAsync(HttpContext context)
    {
        foreach (var resource in (await ReadAsync(context)).Messages(1))
        {
            var service = Attributes(resource.Messages(1).Single(), 1)["service.name"];

            foreach (var span in resource.Messages(2).SelectMany(scope => scope.Messages(2)))
            {
                Spans.Enqueue(new ReceivedSpan(
                    service,
                    span.Text(5),
                    Convert.ToHexStringLower(span.Bytes(1)),
                    Convert.ToHexStringLower(span.Bytes(2)),
                    Convert.ToHexStringLower(span.Bytes(4)),
                    Attributes(span, 9)));
            }
        }
    }

    private async Task TakeMetricsAsync(HttpContext context)
    {
        var metrics = (await ReadAsync(context)).Messages(1)
            .SelectMany(resource => resource.Messages(2)).SelectMany(scope => scope.Messages(2));

        foreach (var metric in metrics)
            Metrics.Enqueue((metric.Text(1), metric.Text(3)));
    }

    private static async Task<ProtobufReader> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Response.ContentType = "application/x-protobuf";

        return new ProtobufReader(body.ToArray());
    }

    /// <summary>Strings as they are, whole numbers in digits.</summary>
    private static Dictionary<string, string> Attributes(ProtobufReader owner, int field) =>
        owner.Messages(field).ToDictionary(pair => pair.Text(1), pair => Value(pair.Messages(2).Single()));

    private static string Value(ProtobufReader any) => any.Has(3) ? $"{any.Number(3)}" : any.Text(1);
}

/// <summary>One span as it arrived; ids in lower-case hex, <paramref name="ParentId"/> empty for a root.</summary>
internal sealed record ReceivedSpan(
    string Service, string Name, string TraceId, string SpanId, string ParentId,
    IReadOnlyDictionary<string, string> Attributes);
