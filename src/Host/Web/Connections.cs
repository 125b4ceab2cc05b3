using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Riverrun.Host.Web;

/// <summary>How clients reach the API.</summary>
internal static class Connections
{
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

    /// <summary>Over the network. A machine that is gone is noticed within half a minute.</summary>
    public static HttpMessageHandler ToServer(ServerAddress server)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !server.Url.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = (context, cancel) => ConnectAsync(
                new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
                socket =>
                {
                    socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                    socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
                    socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
                    socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);

                    return socket.ConnectAsync(context.DnsEndPoint, cancel);
                }),
        };

        if (server.Authorities is { } authorities)
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(authorities) };

        return new ServerFailures(server, new RequestRetries(handler, TimeProvider.System, alsoReads: true));
    }

    /// <summary>Trusts what comes from these authorities, and nothing else.</summary>
    public static X509ChainPolicy Trust(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
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
