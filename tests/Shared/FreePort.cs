using System.Net;
using System.Net.Sockets;

namespace Riverrun.Tests.Shared;

/// <summary>
/// Ports for servers that end and start again at the same one. They lie below those that the system lends to whoever
/// connects to somebody (32768 and up), for such a one may be lent while its server is away, which then cannot come
/// back.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int Last = Environment.ProcessId * 1009; // Processes that test beside each other begin far apart.

    /// <summary>A port that nobody listens on now, and that is not given twice.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = First + ((Interlocked.Increment(ref Last) & int.MaxValue) % Count);
            using var listener = new TcpListener(IPAddress.Any, port);

            try
            {
                listener.Start();

                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
                // The next one, then.
            }
        }
    }
}
