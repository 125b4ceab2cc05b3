using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Riverrun.Host.Settings;
using Riverrun.Host.Stores;
using Riverrun.Host.Web;

namespace Riverrun.Cluster.Tests.Checkpoints;

/// <summary>
/// The checkpoints of a coordinator on a free port, with a count of what came, and connections that break when told to.
/// </summary>
internal sealed class StoreServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private long _bytesIn;

    private StoreServer(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>Bytes of upload requests that the coordinator has read.</summary>
    public long BytesIn => Interlocked.Read(ref _bytesIn);

    /// <summary>Requests so far, such as <c>GET bytes=5-</c> or <c>PATCH 8388608</c>.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Breaks the connection of the request during which this many bytes have come in, once.</summary>
    public long BreakInAt { get; set; } = long.MaxValue;

    /// <summary>Breaks the connection of the next answer after this many bytes, once.</summary>
    public long BreakOutAt { get; set; } = long.MaxValue;

    /// <summary>Called when a connection is about to be broken.</summary>
    public Action Broken { get; set; } = () => { };

    public static async Task<StoreServer> StartAsync(HostSettings settings)
    {
        var builder =
            WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRiverrunApi();
        builder.Services.AddCheckpoints(settings);
        var app = builder.Build();
        var server = new StoreServer(app);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(server.WatchAsync);
        app.MapCheckpoints();
        await app.StartAsync();
        server.Url = new Uri(app.Urls.Single());

        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers;

        lock (Asked)
            Asked.Add($"{context.Request.Method} {headers.Range}{headers["Upload-Offset"]}".TrimEnd());

        if (HttpMethods.IsPatch(context.Request.Method))
            context.Request.Body = new BreakingStream(context.Request.Body, count =>
            {
                if (Interlocked.Add(ref _bytesIn, count) >= BreakInAt)
                {
                    BreakInAt = long.MaxValue;
                    Break(context);
                }
            });

        if (BreakOutAt < long.MaxValue && HttpMethods.IsGet(context.Request.Method))
        {
            var left = BreakOutAt;
            context.Response.Body = new BreakingStream(context.Response.Body, count =>
            {
                if ((left -= count) <= 0)
                {
                    BreakOutAt = long.MaxValue;
                    Break(context);
                }
            });
        }

        await next(context);
    }

    private void Break(HttpContext context)
    {
        Broken();
        context.Abort();
    }
}
