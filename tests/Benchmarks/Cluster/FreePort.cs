using System.Net;
using System.Net.Sockets;

namespace Riverrun.Benchmarks.Cluster;

/// <summary>Asks the system for a port that is free now.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
