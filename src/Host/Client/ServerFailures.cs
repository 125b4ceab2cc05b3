using System.Net.Sockets;
using System.Security.Authentication;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Client;

/// <summary>Says in a sentence why a coordinator, or none of several, can be spoken to.</summary>
/// <param name="servers">The coordinators.</param>
/// <param name="inner">Speaks to them.</param>
internal sealed class ServerFailures(IReadOnlyList<ServerAddress> servers, HttpMessageHandler inner)
    : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (NoServerAnswersException cause)
        {
            throw new ServerUnreachableException(Sentence(cause), cause);
        }
        catch (HttpRequestException cause)
        {
            throw new ServerUnreachableException(Sentence(cause), cause);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServerUnreachableException(
                $"{servers.Text()} cannot be reached (no connection within "
                + $"{Connections.ConnectsWithin.TotalSeconds:0} s); "
                + "look at the network, or name another address with --url.",
                cause);
        }
    }

    /// <summary>The answer of a coordinator broke off while somebody read it.</summary>
    public static ServerUnreachableException Lost(IReadOnlyList<ServerAddress> servers, Exception cause) => new(
        $"{servers.Text()} broke off in the middle of its answer ({Short(cause.GetBaseException())}); ask again.",
        cause);

    private string Sentence(HttpRequestException cause) => (cause.HttpRequestError, cause.GetBaseException()) switch
    {
        (_, SocketException { SocketErrorCode: SocketError.ConnectionRefused }) =>
            $"Nobody listens on {servers.Text()}; "
                + $"start {ThisProgram.Name} serve there, or name another address with --url.",
        (HttpRequestError.NameResolutionError, _) =>
            $"The host of {servers.Text()} is not known to this machine; name another with --url.",
        (HttpRequestError.SecureConnectionError, AuthenticationException wrong)
            when wrong.Message.Contains("certificate", StringComparison.Ordinal) =>
            $"The certificate of {servers.Text()} is not trusted ({Short(wrong)}); "
            + "name the PEM file of its authority with --authority, and the host as the certificate does.",
        (HttpRequestError.SecureConnectionError, var wrong) =>
            $"{servers.Text()} cannot be spoken to in TLS ({Short(wrong)}); if it serves without, write http://.",
        (HttpRequestError.ConnectionError, var wrong) =>
            $"{servers.Text()} cannot be reached ({Short(wrong)}); look at the network, or name another address with "
                + "--url.",
        (_, var wrong) =>
            $"{servers.Text()} broke the conversation off ({Short(wrong)}); ask again, and if it serves TLS, write "
                + "https://.",
    };

    private static string Sentence(NoServerAnswersException cause) =>
        $"None of the {cause.Failures.Count} coordinators can be spoken to: "
        + string.Join("; ", cause.Failures.Select(failure => $"{failure.Server}: {Why(failure.Cause)}"))
        + $". Start {ThisProgram.Name} serve on one of them, or name another address with --url.";

    private static string Why(HttpRequestException cause) => (cause.HttpRequestError, cause.GetBaseException()) switch
    {
        (_, SocketException { SocketErrorCode: SocketError.ConnectionRefused }) => "nobody listens there",
        (HttpRequestError.NameResolutionError, _) => "its host is not known to this machine",
        (HttpRequestError.SecureConnectionError, var wrong) => $"it cannot be spoken to in TLS ({Short(wrong)})",
        (_, OperationCanceledException) => Short(cause),
        (_, var wrong) => Short(wrong),
    };

    private static string Short(Exception wrong) => wrong.Message.TrimEnd('.');
}
