using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Riverrun.Host.Client;

/// <summary>How clients reach the API.</summary>
internal static class Connections
{
    /// <summary>A connection over the network is there by then, TLS and all, or it is given up.</summary>
    public static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(10);

    /// <summary>Over the socket in a home.</summary>
    /// <param name="path">Path of the socket.</param>
    public static HttpMessageHandler ToSocket(string path) => new RequestRetries(
        new SocketsHttpHandler
        {
            ConnectCallback = (_, cancel) => ConnectAsync(
                new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
                socket => socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel)),
        },
        TimeProvider.System,
        alsoReads: false);

    /// <summary>Over the network, to the first of these coordinators that answers.</summary>
    public static HttpMessageHandler ToServers(IReadOnlyList<ServerAddress> servers)
    {
        var each = servers.Select(server => (server, new HttpMessageInvoker(ToServer(server)))).ToList();

        return new ServerFailures(
            servers, new RequestRetries(new Failover(each, TimeProvider.System), TimeProvider.System, alsoReads: true));
    }

    private static SocketsHttpHandler ToServer(ServerAddress server)
    {
        var handler = Watchful(server.Authorities);
        handler.UseProxy = !server.Url.IsLoopback;

        return handler;
    }

    /// <summary>
    /// Connections that notice within half a minute that the other machine is gone, also while they wait for an answer.
    /// </summary>
    /// <param name="authorities">Where the certificates of servers must come from; null for the authorities of the
    /// system.</param>
    public static SocketsHttpHandler Watchful(X509Certificate2Collection? authorities = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectsWithin,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = (context, cancel) => ConnectAsync(
                new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
                socket =>
                {
                    socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                    socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
                    socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
                    socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);

                    return socket.ConnectAsync(context.DnsEndPoint, cancel);
                }),
        };

        if (authorities is not null)
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(authorities) };

        return handler;
    }

    /// <summary>Trusts what comes from these authorities, and nothing else.</summary>
    private static X509ChainPolicy Trust(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck
        };
        policy.CustomTrustStore.AddRange(authorities);

        return policy;
    }

    private static async ValueTask<Stream> ConnectAsync(Socket socket, Func<Socket, ValueTask> connect)
    {
        try
        {
            await connect(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new NetworkStream(socket, ownsSocket: true);
    }
}
