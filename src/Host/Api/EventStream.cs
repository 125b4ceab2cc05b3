namespace Riverrun.Host.Api;

/// <summary>What server and client agree on about a stream of events.</summary>
internal static class EventStream
{
    /// <summary>The media type of server-sent events.</summary>
    public const string ServerSent = "text/event-stream";

    /// <summary>
    /// How long a stream may be silent: proxies close one that is idle, often after a minute, and who only waits to
    /// write never learns that the reader's machine is gone.
    /// </summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
}
