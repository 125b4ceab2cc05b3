using System.Runtime.CompilerServices;
using Riverrun.Actors.Edge;

namespace Riverrun.Host.Web;

/// <summary>Takes the wanted ones out of a run's events: all, the first few, or the last few.</summary>
/// <param name="Filter">Which are wanted.</param>
/// <param name="Limit">At most so many, then the stream ends; null for all.</param>
/// <param name="Last">Of those that are stored only so many, the newest; null for all.</param>
internal sealed record EventSelection(EventFilter Filter, int? Limit, int? Last)
{
    /// <summary>Why nothing can be selected so, as a sentence; null where it can.</summary>
    public string? Problem => this switch
    {
        { Limit: < 1 } => $"limit is {Limit}; it must be at least 1.",
        { Last: < 1 } => $"last is {Last}; it must be at least 1.",
        { Limit: not null, Last: not null } => "limit takes the first events and last the newest; ask for one of them.",
        _ => null,
    };

    /// <summary>The selected events, oldest first.</summary>
    /// <param name="read">Reads the events after a sequence; the flag says whether to stay for those to come.</param>
    /// <param name="after">Only events with a greater sequence.</param>
    /// <param name="follow">Whether to stay for those to come.</param>
    /// <param name="cancel">Ends the stream.</param>
    public async IAsyncEnumerable<EventView> FromAsync(
        Func<long, bool, IAsyncEnumerable<EventView>> read, long after, bool follow,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var from = Math.Max(after, Filter.Since - 1);

        if (Last is { } last)
        {
            var newest = new Queue<EventView>();

            await foreach (var stored in read(from, false).WithCancellation(cancel))
            {
                from = stored.Sequence;

                if (!Filter.Wants(stored))
                    continue;

                newest.Enqueue(stored);

                if (newest.Count > last)
                    newest.Dequeue();
            }

            foreach (var stored in newest)
                yield return stored;

            if (!follow)
                yield break;
        }

        var taken = 0;

        await foreach (var stored in read(from, follow).WithCancellation(cancel))
            if (Filter.Wants(stored))
            {
                yield return stored;

                if (++taken == Limit)
                    yield break;
            }
    }
}
