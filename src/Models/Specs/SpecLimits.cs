using System.Text;

namespace Riverrun.Models.Specs;

/// <summary>
/// What a spec that somebody sends may cost to read: each key that is laid over others copies the keys beside it, so a
/// text of a mebibyte would keep a coordinator busy for minutes.
/// </summary>
public static class SpecLimits
{
    /// <summary>Bytes that the source of a spec may have, and all changes of a fork together.</summary>
    public const int LargestBytes = 64 << 10;

    /// <summary>Changes that one fork may make.</summary>
    public const int MostChanges = 1000;

    /// <summary>The same source, when it may be read.</summary>
    /// <exception cref="FormatException">It is too large.</exception>
    public static string Checked(string source) => Encoding.UTF8.GetByteCount(source) is var bytes
        && bytes <= LargestBytes
        ? source
        : throw new FormatException($"The spec has {bytes} bytes; it must have at most {LargestBytes}.");

    /// <summary>The same changes, when they may be made.</summary>
    /// <exception cref="FormatException">One is null, or they are too many or too large.</exception>
    public static IReadOnlyList<string>? Checked(IReadOnlyList<string>? changes)
    {
        if (changes is null)
            return null;

        if (changes.Count > MostChanges)
            throw new FormatException($"The fork has {changes.Count} changes; it must have at most {MostChanges}.");

        for (var i = 0; i < changes.Count; i++)
            if (changes[i] is null)
                throw new FormatException(
                    $"changes[{i}] is null; it must be a key and its value, such as learning-rate.peak=1e-3.");

        return changes.Sum(change => Encoding.UTF8.GetByteCount(change)) is var bytes && bytes <= LargestBytes
            ? changes
            : throw new FormatException(
                $"The changes of the fork have {bytes} bytes; they must have at most {LargestBytes}.");
    }
}
