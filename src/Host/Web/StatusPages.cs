using Microsoft.AspNetCore.Diagnostics;

namespace Riverrun.Host.Web;

/// <summary>Gives a refusal that no resource has answered, such as an unknown path, its reason.</summary>
internal static class StatusPages
{
    /// <summary>Writes problem details, whatever the caller says that it accepts.</summary>
    public static Task WriteAsync(StatusCodeContext context)
    {
        var status = context.HttpContext.Response.StatusCode;

        return TypedResults.Problem(Detail(context.HttpContext, status), statusCode: status)
            .ExecuteAsync(context.HttpContext);
    }

    /// <summary>The sentence for a status, or null when the status says all that is known.</summary>
    public static string? Detail(HttpContext context, int status)
    {
        var (request, response) = (context.Request, context.Response);

        return status switch
        {
            400 => "The body of this request cannot be read to its end; its length or its chunks are not what its "
                + "head says.",
            408 => "The body of this request came too slowly; send it again.",
            413 => $"The body of this request is too large; it must be at most {RiverrunApi.LargestRequestBytes} "
                + "bytes.",
            404 => $"There is nothing at {request.Path}; /openapi.json says what there is.",
            405 => $"{request.Path} does not take {request.Method}; it takes {response.Headers.Allow}.",
            415 => $"The body of this request is {request.ContentType ?? "of no type"}; it must be application/json.",
            416 => $"The range {request.Headers.Range} lies beyond the end of what there is; "
                + $"Content-Range says how much that is: {response.Headers.ContentRange}.",
            _ => null,
        };
    }
}
