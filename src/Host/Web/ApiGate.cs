using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Riverrun.Host.Web;

/// <summary>
/// Lets a request in that carries the token. Where none is asked for, a page in somebody's browser must not command
/// this node either: neither as another site (<c>Origin</c>), nor under a name that was made to mean this machine
/// (<c>Host</c>).
/// </summary>
/// <param name="token">What requests must carry, or null.</param>
internal sealed class ApiGate(string? token)
{
    private readonly byte[]? _expected = token is null ? null : Hash($"Bearer {token}");

    /// <summary>Lets everybody in who comes through a listener that only the home's owner can reach.</summary>
    public static void LetOwnerIn(ListenOptions listen) => listen.Use(next => connection =>
    {
        connection.Features.Set(new OwnersConnection());

        return next(connection);
    });

    /// <summary>Passes the request on, or refuses it.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        context.Features.Get<OwnersConnection>() is not null || Refusal(context) is not { } refusal
            ? next(context)
            : refusal.ExecuteAsync(context);

    /// <summary>Why the request is refused, or null.</summary>
    public ProblemHttpResult? Refusal(HttpContext context)
    {
        var request = context.Request;

        if (request.Path.StartsWithSegments("/health"))
            return null;

        if (_expected is not null)
            return CryptographicOperations.FixedTimeEquals(Hash(request.Headers.Authorization.ToString()), _expected)
                ? null
                : Unauthorized(context);

        if (!IsThisMachine(request.Host.Host))
            return TypedResults.Problem(
                $"The host of this request is {request.Host.Host}; without a token this node answers only to "
                + "localhost, 127.0.0.1 and [::1].", statusCode: 421);

        var origin = request.Headers.Origin.ToString();

        return origin.Length == 0 || origin == $"{request.Scheme}://{request.Host}"
            ? null
            : TypedResults.Problem(
                $"The origin of this request is {origin}; a node without a token takes none from pages of other sites.",
                statusCode: 403);
    }

    private static ProblemHttpResult Unauthorized(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";

        return TypedResults.Problem(
            context.Request.Headers.Authorization.Count == 0
                ? "This node asks for a token; send it as Authorization: Bearer TOKEN, "
                    + "which verbs do with --token-file FILE or RIVERRUN_TOKEN."
                : "The token of this request is not the one that this node asks for; look at --token-file and "
                    + "RIVERRUN_TOKEN.",
            statusCode: 401);
    }

    private static bool IsThisMachine(string host) =>
        host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out var address)
            && IPAddress.IsLoopback(address);

    /// <summary>Equal lengths, so that the time a comparison takes says nothing.</summary>
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Marks a connection over the socket in the home.</summary>
    private sealed record OwnersConnection;
}
