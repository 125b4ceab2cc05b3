using System.Net.Sockets;
using System.Security.Authentication;

namespace Riverrun.Host.Web;

/// <summary>Says in a sentence why a coordinator cannot be spoken to.</summary>
/// <param name="server">The coordinator.</param>
/// <param name="inner">Speaks to it.</param>
internal sealed class ServerFailures(ServerAddress server, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException cause)
        {
            throw new ServerUnreachableException(Sentence(cause), cause);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServerUnreachableException(
                $"{server} cannot be reached (no connection within {Connections.ConnectsWithin.TotalSeconds:0} s); "
                + "look at the network, or name another address with --url.",
                cause);
        }
    }

    /// <summary>The answer of a coordinator broke off while somebody read it.</summary>
    public static ServerUnreachableException Lost(ServerAddress server, Exception cause) => new(
        $"{server} broke off in the middle of its answer ({Short(cause.GetBaseException())}); ask again.", cause);

    private string Sentence(HttpRequestException cause) => (cause.HttpRequestError, cause.GetBaseException()) switch
    {
        (_, SocketException { SocketErrorCode: SocketError.ConnectionRefused }) =>
            $"Nobody listens on {server}; start riverrun serve there, or name another address with --url.",
        (HttpRequestError.NameResolutionError, _) =>
            $"The host of {server} is not known to this machine; name another with --url.",
        (HttpRequestError.SecureConnectionError, AuthenticationException wrong)
            when wrong.Message.Contains("certificate", StringComparison.Ordinal) =>
            $"The certificate of {server} is not trusted ({Short(wrong)}); "
            + "name the PEM file of its authority with --authority, and the host as the certificate does.",
        (HttpRequestError.SecureConnectionError, var wrong) =>
            $"{server} cannot be spoken to in TLS ({Short(wrong)}); if it serves without, write http://.",
        (HttpRequestError.ConnectionError, var wrong) =>
            $"{server} cannot be reached ({Short(wrong)}); look at the network, or name another address with --url.",
        (_, var wrong) =>
            $"{server} broke the conversation off ({Short(wrong)}); ask again, and if it serves TLS, write https://.",
    };

    private static string Short(Exception wrong) => wrong.Message.TrimEnd('.');
}
