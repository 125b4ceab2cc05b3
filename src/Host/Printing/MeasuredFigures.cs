using Riverrun.Actors.Runs;
using Riverrun.Models.Training;

namespace Riverrun.Host.Printing;

/// <summary>Which figures a table of models needs, whatever was measured.</summary>
internal static class MeasuredFigures
{
    private const int MostInALine = 4;

    /// <summary>All figures of the measurements, each once; what models are judged by comes first.</summary>
    /// <param name="measured">The measurements; null where there is none yet.</param>
    public static IReadOnlyList<Figure> Of(IEnumerable<Evaluation?> measured)
    {
        var known = measured.OfType<Evaluation>().ToArray();

        var headlines = known.Select(each => each.Headline.Figure).Distinct().ToArray();

        return [.. headlines.Concat(known.SelectMany(each => each.All).Select(each => each.Figure)).Distinct()
            .OrderBy(Place)];

        // Bits per byte stand beside the loss, whichever run of several measured them.
        int Place(Figure figure) => headlines.Contains(figure) ? 0 : figure == Evaluation.Bits ? 1 : 2;
    }

    /// <summary>
    /// The figures of the budgets' models; what the runs are judged by where nothing was measured yet.
    /// </summary>
    /// <param name="runs">The runs.</param>
    /// <returns>At least one for a run; null for one that nobody knows yet.</returns>
    public static IReadOnlyList<Figure?> Of(IReadOnlyList<RunView> runs) =>
        Of(runs.SelectMany(run => run.Budgets).Select(budget => budget.Measured)) is { Count: > 0 } figures
            ? [.. figures]
            : [.. runs.Select(run => (Figure?)run.JudgedBy).Distinct()];

    /// <summary>The value of one of them; null where it was not measured.</summary>
    public static double? Value(Evaluation? measured, Figure? figure) =>
        measured?.All.FirstOrDefault(measure => measure.Figure == figure)?.Value;

    /// <summary>What fits into a line of text: the headline and what matters beside it.</summary>
    public static IEnumerable<Measure> Brief(Evaluation measured) => measured.Measures is { } named
        ? named.Take(MostInALine)
        : measured.All.Where(measure => measure.Figure == Evaluation.Loss || measure.Figure == Evaluation.Bits);
}
