using Riverrun.Models.Plans;

namespace Riverrun.Host.Printing;

/// <summary>What a merge is made of, in a few words.</summary>
internal static class MergeText
{
    /// <summary><c>8 of river@365-400</c>; of several branches the last one only: <c>3 to river@400</c>.</summary>
    public static string Of(IReadOnlyList<MergeSource> from) => from.All(source => source.Branch == from[0].Branch)
        ? FormattableString.Invariant($"{from.Count} of {from[^1].Branch}@{from[0].AtStep}-{from[^1].AtStep}")
        : FormattableString.Invariant($"{from.Count} to {from[^1].Branch}@{from[^1].AtStep}");
}
