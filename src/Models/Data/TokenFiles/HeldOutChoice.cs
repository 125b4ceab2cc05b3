using System.Text;
using Riverrun.Models.Data.Sources;

namespace Riverrun.Models.Data.TokenFiles;

/// <summary>
/// Chooses what is held out: a twentieth of the text, or a quarter where a twentieth would
/// be next to nothing, by stable hashes alone.
/// </summary>
internal static class HeldOutChoice
{
    private const double Share = 0.05;
    private const double LargestShare = 0.25;
    private const double FewestBytes = 8192;

    /// <summary>The groups of passages that are held out; never none, never all.</summary>
    /// <exception cref="CorpusException">There is no text, or no two groups to divide.</exception>
    public static IReadOnlySet<ulong> Of(ITextSource source, CorpusMeter meter, CancellationToken cancel)
    {
        var groups = new Dictionary<ulong, long>();
        meter.Begin(CorpusPass.Dividing);
        foreach (var passage in source.Passages())
        {
            cancel.ThrowIfCancellationRequested();
            var bytes = Encoding.UTF8.GetByteCount(passage.Text);
            groups[passage.Group] = groups.GetValueOrDefault(passage.Group) + bytes;
            meter.Add(bytes);
        }

        return groups.Count switch
        {
            0 => throw new CorpusException(
                $"Corpus {source.Name} is empty: {string.Join(", ", source.Files.Take(3))} "
                + $"{(source.Files.Count == 1 ? "holds" : "hold")} no text."),
            1 => throw new CorpusException(
                $"Corpus {source.Name} has {groups.Values.Single()} bytes of text in one piece; "
                + "it needs at least two different documents or blocks of lines, one to be held out."),
            _ => Of(groups),
        };
    }

    /// <summary>Walks the groups in the order of their hashes and takes each that still fits.</summary>
    internal static IReadOnlySet<ulong> Of(IReadOnlyDictionary<ulong, long> bytesByGroup)
    {
        var total = bytesByGroup.Values.Sum();
        var due = Math.Max(total * Share, Math.Min(FewestBytes, total * LargestShare));
        var chosen = new HashSet<ulong>();
        foreach (var (group, bytes) in bytesByGroup.OrderBy(pair => pair.Key))
        {
            if (bytes <= due && chosen.Count < bytesByGroup.Count - 1)
            {
                chosen.Add(group);
                due -= bytes;
            }
        }

        if (chosen.Count == 0)
            chosen.Add(bytesByGroup.MinBy(pair => (pair.Value, pair.Key)).Key);

        return chosen;
    }
}
