namespace Riverrun.Host.Stores;

/// <summary>Copies from a network that may fall silent without a word.</summary>
internal static class StalledTransfer
{
    /// <summary>Silence after which a connection is taken for dead.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private const int BufferBytes = 1 << 18;

    /// <summary>Copies to the end; what came before a failure is in <paramref name="target"/>.</summary>
    /// <exception cref="PassingFailureException">The source broke off or fell silent.</exception>
    /// <exception cref="IOException">The target takes no more.</exception>
    public static async Task CopyAsync(Stream source, Stream target, CancellationToken cancel)
    {
        var buffer = new byte[BufferBytes];

        while (await ReadAsync(source, buffer, cancel) is > 0 and var count)
            await target.WriteAsync(buffer.AsMemory(0, count), cancel);

        await target.FlushAsync(cancel);
    }

    private static async Task<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancel)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        silence.CancelAfter(Silence);

        try
        {
            return await source.ReadAsync(buffer, silence.Token);
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException)
        {
            throw new PassingFailureException($"the transfer broke off ({cause.Message.TrimEnd('.')}).", cause);
        }
        catch (OperationCanceledException cause) when (!cancel.IsCancellationRequested)
        {
            throw new PassingFailureException($"the transfer fell silent for {Silence.TotalSeconds} s.", cause);
        }
    }
}
