using Riverrun.Models.Plans;

namespace Riverrun.Actors.Identity;

/// <summary>
/// The name of a run: lower-case letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, at
/// most 64, beginning with a letter or digit.
/// </summary>
public readonly record struct RunId
{
    /// <summary>A run's id.</summary>
    /// <exception cref="FormatException">The name is not one that a file, a URL and a journal can all hold.</exception>
    public RunId(string name) =>
        Name = IsValid(name)
            ? name
            : throw new FormatException(
                $"'{name}' cannot name a run; use at most 64 lower-case letters, digits, '.', '_' and '-', "
                + "beginning with a letter or digit.");

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The key of the run's events in the journal.</summary>
    public string PersistenceId => $"run/{Name}";

    /// <summary>Whether <paramref name="name"/> can name a run (or a branch: the same rule).</summary>
    public static bool IsValid(string name) => RunSpec.IsName(name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
