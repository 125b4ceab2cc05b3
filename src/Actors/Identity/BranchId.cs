namespace Riverrun.Actors.Identity;

/// <summary>One branch of one run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Branch">The branch's name, unique in the run; same rule as a run's name.</param>
internal readonly record struct BranchId(RunId Run, string Branch)
{
    /// <summary>The key of the branch's events in the journal.</summary>
    public string PersistenceId => $"branch/{this}";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text names no branch.</exception>
    public static BranchId Parse(string text)
    {
        var parts = text.Split('/');

        return parts.Length == 2 && RunId.IsValid(parts[1])
            ? new BranchId(new RunId(parts[0]), parts[1])
            : throw new FormatException($"'{text}' names no branch; write run/branch.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Run.Name}/{Branch}";
}
