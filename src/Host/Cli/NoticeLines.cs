using Riverrun.Actors.Edge;

namespace Riverrun.Host.Cli;

/// <summary>Notices as lines for a person.</summary>
internal static class NoticeLines
{
    /// <summary>Writes each notice on a line of its own until it is cancelled.</summary>
    public static async Task WriteAsync(this Notices notices, TextWriter to, CancellationToken cancel)
    {
        try
        {
            await foreach (var sentence in notices.ReadAllAsync(cancel))
                await to.WriteLineAsync(sentence);
        }
        catch (OperationCanceledException)
        {
            // The process leaves.
        }
    }
}
