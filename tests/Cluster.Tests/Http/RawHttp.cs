using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Riverrun.Cluster.Tests.Http;

/// <summary>Sends bytes to a port as they are, and reads the answer.</summary>
internal static class RawHttp
{
    /// <summary>An answer as it came.</summary>
    public sealed record Answer(int Status, string Reason, string Head, string Body);

    /// <summary>Sends a request and reads the answer; null when the connection ends without one.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="request">The bytes.</param>
    /// <param name="ends">Whether to say that nothing follows.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<Answer?> SendAsync(
        IPEndPoint address, ReadOnlyMemory<byte> request, bool ends, CancellationToken cancel)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, cancel);
        var sending = SendAsync(socket, request, ends, cancel);
        using var received = new MemoryStream();
        var buffer = new byte[16384];

        try
        {
            while (!IsWhole(received.GetBuffer().AsSpan(0, (int)received.Length))
                && await socket.ReceiveAsync(buffer, cancel) is > 0 and var read)
                received.Write(buffer, 0, read);
        }
        catch (SocketException)
        {
            // A server that has refused may close before it has read everything.
        }

        await sending;

        return Parse(received.ToArray());
    }

    private static bool IsWhole(ReadOnlySpan<byte> received)
    {
        var end = received.IndexOf("\r\n\r\n"u8);

        if (end < 0)
            return false;

        var head = Encoding.Latin1.GetString(received[..end]);
        var length = head.Split("Content-Length: ").ElementAtOrDefault(1)?.Split('\r')[0];

        return length is not null ? received.Length >= end + 4 + int.Parse(length) : received.EndsWith("0\r\n\r\n"u8);
    }

    private static async Task SendAsync(
        Socket socket, ReadOnlyMemory<byte> request, bool ends, CancellationToken cancel)
    {
        try
        {
            while (request.Length > 0)
                request = request[await socket.SendAsync(request, cancel)..];

            if (ends)
                socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // As above.
        }
    }

    private static Answer? Parse(byte[] received)
    {
        var end = received.AsSpan().IndexOf("\r\n\r\n"u8);

        if (end < 0)
            return null;

        var head = Encoding.Latin1.GetString(received, 0, end);
        var words = head.Split("\r\n", 2)[0].Split(' ', 3);
        var body = received[(end + 4)..];

        return new Answer(
            int.Parse(words[1]),
            words.ElementAtOrDefault(2) ?? "",
            head,
            Encoding.UTF8.GetString(
                head.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal) ? Joined(body) : body));
    }

    private static byte[] Joined(ReadOnlySpan<byte> chunks)
    {
        var joined = new List<byte>();

        while (chunks.IndexOf("\r\n"u8) is > 0 and var end
            && int.Parse(Encoding.ASCII.GetString(chunks[..end]), System.Globalization.NumberStyles.HexNumber) is > 0
            and var length)
        {
            joined.AddRange(chunks.Slice(end + 2, length));
            chunks = chunks[(end + 2 + length + 2)..];
        }

        return [.. joined];
    }
}
