using Riverrun.Actors.Runs;

namespace Riverrun.Host.Export;

/// <summary>What a fork changes, in one line.</summary>
internal static class ForkChanges
{
    /// <summary>Each key with its old and its new value.</summary>
    public static string Of(ForkView fork) => fork.Changes.Count == 0
        ? "nothing"
        : string.Join(
            "; ", fork.Changes.Select(change => $"{change.Key} {change.Old ?? "unset"} → {change.New ?? "unset"}"));
}
