using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Riverrun.Models.Hocon;
using Riverrun.Models.Native;

namespace Riverrun.Host.Web;

/// <summary>Turns what a request may do wrong into problem details with the reason.</summary>
internal sealed class RefusalHandler : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancel)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
            return true;

        var (status, detail) = exception switch
        {
            BadHttpRequestException bad => (bad.StatusCode, WrongRequest.Sentence(context, bad)),
            JsonException wrong => (400, WrongBody.Sentence(wrong)),
            FormatException or InvalidConfigurationException => (400, exception.Message),
            InvalidOperationException => (409, exception.Message),
            IOException or TimeoutException => (503, exception.Message),
            Akka.Hosting.MissingActorRegistryEntryException => (503, "The node is starting; ask again in a moment."),
            Akka.Actor.AskTimeoutException => (503, "The run did not answer in time; it may be busy, so ask again."),
            ExternalException or OutOfMemoryException => (500, TorchFault.Sentence(exception)),
            _ => (500, $"This request failed, which is a defect of Riverrun: {exception.Message}"),
        };

        context.Response.StatusCode = status;
        await TypedResults.Problem(detail, statusCode: status).ExecuteAsync(context);

        return true;
    }
}
