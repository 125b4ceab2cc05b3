using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Riverrun.Cluster.Tests.Checkpoints;

/// <summary>Stands before a server and lets some of its requests go wrong.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly Uri _server;

    private FaultyProxy(WebApplication app, Uri server) => (_app, _server) = (app, server);

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.Single());

    /// <summary>Requests so far, such as <c>PUT /bucket/key?partNumber=1</c>.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Requests that are answered with 503 before any is let through.</summary>
    public int Unavailable { get; set; }

    /// <summary>Breaks the next answer after this many bytes, once.</summary>
    public long BreakOutAt { get; set; } = long.MaxValue;

    /// <summary>Called with each request before it is let through.</summary>
    public Action<string> Seen { get; set; } = _ => { };

    public static async Task<FaultyProxy> StartAsync(Uri server)
    {
        var builder =
            WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var proxy = new FaultyProxy(app, server);
        app.Run(proxy.PassAsync);
        await app.StartAsync();

        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var request = context.Request;
        var asked = $"{request.Method} {request.Path}{request.QueryString} {request.Headers.Range}".TrimEnd();

        lock (Asked)
            Asked.Add(asked);

        Seen(asked);

        if (Unavailable > 0)
        {
            Unavailable--;
            context.Response.StatusCode = 503;

            return;
        }

        using var onward =
            new HttpRequestMessage(new HttpMethod(request.Method), new Uri(_server, request.GetEncodedPathAndQuery()));
        onward.Headers.Host = request.Host.Value;

        if (request.ContentLength is not null)
            onward.Content = new StreamContent(request.Body);

        foreach (var (name, value) in request.Headers)
            if (name != "Host" && !onward.Headers.TryAddWithoutValidation(name, value.AsEnumerable()))
                onward.Content?.Headers.TryAddWithoutValidation(name, value.AsEnumerable());

        using var answer =
            await _client.SendAsync(onward, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;

        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
            if (name is not ("Transfer-Encoding" or "Connection" or "Keep-Alive"))
                context.Response.Headers[name] = values.ToArray();

        if (HttpMethods.IsHead(request.Method) || answer.StatusCode == System.Net.HttpStatusCode.NoContent)
            return;

        var left = BreakOutAt;
        await answer.Content.CopyToAsync(
            new BreakingStream(context.Response.Body, count =>
            {
                if ((left -= count) <= 0)
                {
                    BreakOutAt = long.MaxValue;
                    context.Abort();
                }
            }),
            context.RequestAborted);
    }
}
