namespace Riverrun.Models.Recipes;

/// <summary>A paper's experiment as a declaration: specs as text, and what the paper claims of the result.</summary>
/// <param name="Name">What <c>run</c> calls it.</param>
/// <param name="Paper">Where it is published.</param>
/// <param name="Summary">One line about what it does.</param>
/// <param name="SpecAt">The HOCON text of its spec at a scale.</param>
public sealed record Recipe(string Name, string Paper, string Summary, Func<Scale, string> SpecAt)
{
    private static readonly RecipeRun[] Alone = [new("", "")];

    /// <summary>The runs it consists of at a scale: one, unless it is a study.</summary>
    public Func<Scale, IReadOnlyList<RecipeRun>> RunsAt { get; init; } = _ => Alone;

    /// <summary>Holds the paper's claims against finished runs; null where there is nothing to hold.</summary>
    public Func<IReadOnlyList<RunOutcome>, IReadOnlyList<Claim>>? Claims { get; init; }
}
