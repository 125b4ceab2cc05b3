using Riverrun.Actors.Edge;
using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;
using Riverrun.Models.Training;

namespace Riverrun.Host.Export;

/// <summary>Runs, or parts of them, whose models can be ranked: they were measured on the same held-out data.</summary>
/// <param name="Runs">The runs, each with those of its branches and budgets that belong here.</param>
/// <param name="HeldOut">What the first of them was measured on; null where the journal does not tell.</param>
/// <param name="ByBits">
/// Whether they read the same text as different tokens: then nats per token say nothing between them, and bits per byte
/// do.
/// </param>
/// <param name="Headline">The figure that all of them are judged by.</param>
internal sealed record Rivals(IReadOnlyList<RunHistory> Runs, HeldOut? HeldOut, bool ByBits, Figure Headline)
{
    /// <summary>The figure that ranks them.</summary>
    public Figure RankedBy => ByBits ? Evaluation.Bits : Headline;

    /// <summary>
    /// Divides runs into those that can be ranked among each other; within a run, a fork may read other data.
    /// </summary>
    public static IReadOnlyList<Rivals> Of(IReadOnlyList<RunHistory> runs)
    {
        var groups = new List<List<(int Run, string Branch, HeldOut? On, Figure By)>>();

        foreach (var branch in runs.SelectMany(
            (run, i) => Branches(run).Select(branch => (i, branch.Name, branch.On, branch.By))))
        {
            var own = groups.Where(
                group => group.Any(other => other.By == branch.By && IsSame(other.On, branch.On, branch.By))).ToArray();
            groups = [.. groups.Except(own), [.. own.SelectMany(group => group), branch]];
        }

        return
        [
            .. groups.OrderBy(group => group.Min(branch => (branch.Run, 0))).Select(group => new Rivals(
                [.. group.GroupBy(branch => branch.Run)
                    .Select(one => Part(runs[one.Key], [.. one.Select(branch => branch.Branch)]))],
                group.Select(branch => branch.On).FirstOrDefault(on => on is not null),
                group.Select(branch => branch.On?.Tokens).OfType<string>().Distinct().Count() > 1,
                group[0].By)),
        ];
    }

    /// <summary>
    /// The runs again, divided further where they read different tokens: only these share a scale of nats.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<RunHistory>> ByTokens() => !ByBits
        ? [Runs]
        : [.. Runs.SelectMany(run => Branches(run).Select(branch => (Run: run, branch.Name, branch.On)))
            .GroupBy(branch => branch.On?.Tokens)
            .Select(group => group.GroupBy(branch => branch.Run)
                .Select(one => Part(one.Key, [.. one.Select(branch => branch.Name)])).ToList())];

    /// <summary>The figure that ranks a model here.</summary>
    public double? Ranking(BudgetView budget) => MeasuredFigures.Value(budget.Measured, RankedBy);

    /// <summary>
    /// A loss in nats has bits per byte, so that the same text is the same data whatever tokens it became.
    /// </summary>
    private static bool IsSame(HeldOut? left, HeldOut? right, Figure by) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        _ => left.Tokens == right.Tokens || (by == Evaluation.Loss && left.Text is { } text && text == right.Text),
    };

    /// <summary>
    /// All branches that are there or planned; one that was not measured yet goes with the first of its run that was.
    /// </summary>
    private static IEnumerable<(string Name, HeldOut? On, Figure By)> Branches(RunHistory run)
    {
        var histories = run.Branches.DistinctBy(branch => branch.Branch).ToDictionary(branch => branch.Branch);
        var names = run.Branches.Select(branch => branch.Branch)
            .Concat(run.Run.Budgets.Select(budget => budget.Branch)).Distinct().ToArray();
        var first = names.Select(On).FirstOrDefault(on => on is not null);

        return names.Select(
            name => (name, On(name) ?? (IsMeasured(name) ? null : first), By(name) ?? run.Run.JudgedBy
                ?? Evaluation.Loss));

        HeldOut? On(string name) =>
            histories.GetValueOrDefault(name)?.Evaluations.Select(entry => entry.Evaluation.HeldOut)
                .LastOrDefault(on => on is not null)
            ?? run.Run.Budgets.FirstOrDefault(budget => budget.Branch == name && budget.HeldOut is not null)?.HeldOut;

        Figure? By(string name) =>
            histories.GetValueOrDefault(name)?.Evaluations.Select(entry => entry.Evaluation.Headline.Figure)
                .LastOrDefault()
            ?? run.Run.Budgets.FirstOrDefault(
                budget => budget.Branch == name && budget.Measured is not null)?.Measured?.Headline.Figure;

        bool IsMeasured(string name) => histories.GetValueOrDefault(name) is { Evaluations.Count: > 0 };
    }

    private static RunHistory Part(RunHistory run, HashSet<string> branches) => new(
        run.Run with { Budgets = [.. run.Run.Budgets.Where(budget => branches.Contains(budget.Branch))] },
        [.. run.Branches.Where(branch => branches.Contains(branch.Branch))]);
}
