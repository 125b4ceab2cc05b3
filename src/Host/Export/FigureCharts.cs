using Riverrun.Actors.Edge;
using Riverrun.Host.Printing;
using Riverrun.Models.Training;

namespace Riverrun.Host.Export;

/// <summary>A chart for every figure that has no chart of its own kind, whatever figures an objective has.</summary>
internal static class FigureCharts
{
    private const int PointsInAll = 4_000;

    /// <summary>
    /// What the models are judged by, over all measurements; null where points on the loss chart show it.
    /// </summary>
    public static Chart? Headline(IReadOnlyList<RunHistory> runs, StepAxis axis, Figure headline) =>
        IsOnLossChart(headline) ? null : Measured(runs, axis, headline) with
        {
            Description =
                $"What the models are judged by, on held-out data: {headline.Name}. Budgets are large points.",
        };

    /// <summary>Whether held-out values of the figure share a scale with the training loss.</summary>
    public static bool IsOnLossChart(Figure headline) => headline.Name == Evaluation.Loss.Name;

    /// <summary>Small charts: further measured figures, further figures of steps, and scheduled numbers.</summary>
    public static IEnumerable<Chart> Small(IReadOnlyList<RunHistory> runs, StepAxis axis, Figure headline)
    {
        var branches = runs.SelectMany(run => run.Branches).ToArray();
        var measured = branches.SelectMany(branch => branch.Evaluations).Select(entry => entry.Evaluation)
            .Where(evaluation => evaluation.Measures is not null);

        foreach (var figure in MeasuredFigures.Of(measured).Where(figure => figure != headline))
            yield return Measured(runs, axis, figure) with { IsSmall = true };

        foreach (var figure in branches.SelectMany(branch => branch.Columns).Select(column => column.Figure).Distinct())
            yield return Steps(
                runs, axis, figure, branch => branch.Columns.FirstOrDefault(column => column.Figure == figure)?.Values);

        foreach (var name in branches.SelectMany(branch => branch.Controls.Keys).Distinct())
            yield return Control(runs, axis, name);
    }

    private static Chart Measured(IReadOnlyList<RunHistory> runs, StepAxis axis, Figure figure) =>
        RunCharts.Along(axis, runs, new Chart(
        $"{Title(figure)}, held out",
        $"{figure.Name} on held-out data. Budgets are large points.",
        axis.Ancestry,
        Title(figure),
        RunCharts.Each(runs, (run, branch, name, colour, dash) =>
        {
            var marks = RunCharts.Evaluations(run, branch, name, figure, budgetsOnly: runs.Count > 1);
            var line = branch.Evaluations
                .Select(entry => (entry.Step, Value: MeasuredFigures.Value(entry.Evaluation, figure)))
                .Where(entry => entry.Value is { } value && double.IsFinite(value))
                .Select(entry => new ChartPoint(entry.Step, entry.Value.GetValueOrDefault())).ToArray();

            return new ChartSeries(name, colour, dash, line.Length > 0 ? [line] : [], [], marks);
        }),
        FromZero: false,
        RunCharts.LastStep(runs)));

    private static Chart Steps(
        IReadOnlyList<RunHistory> runs, StepAxis axis, Figure figure,
        Func<BranchHistory, IReadOnlyList<float>?> valuesOf)
    {
        var stepsPerColumn = RunCharts.StepsPerColumn(runs, PointsInAll);

        return RunCharts.Along(axis, runs, new Chart(
            Title(figure),
            $"{figure.Name} of the steps: mean of neighbouring steps, over the band of single steps.",
            axis.Ancestry,
            Title(figure),
            RunCharts.Each(runs, (_, branch, name, colour, dash) => new ChartSeries(
                name,
                colour,
                dash,
                Curve.Smooth(
                    valuesOf(branch) ?? [], branch.FirstStep, stepsPerColumn,
                    Math.Max(1, RunCharts.LastStep(runs) / 160)),
                Curve.Envelope(valuesOf(branch) ?? [], branch.FirstStep, 3 * stepsPerColumn),
                [])),
            FromZero: false,
            RunCharts.LastStep(runs))
        {
            IsSmall = true,
        });
    }

    private static Chart Control(IReadOnlyList<RunHistory> runs, StepAxis axis, string name) =>
        RunCharts.Along(axis, runs, new Chart(
        $"{name}, scheduled",
        $"The scheduled number {name} at every step.",
        axis.Ancestry,
        name,
        RunCharts.Each(runs, (_, branch, series, colour, dash) => new ChartSeries(
            series, colour, dash,
            [Curve.Corners(
                branch.Controls.GetValueOrDefault(name) ?? [], branch.FirstStep,
                RunCharts.StepsPerColumn(runs, PointsInAll))],
            [], [])),
        FromZero: false,
        RunCharts.LastStep(runs))
        {
            IsSmall = true,
        });

    private static string Title(Figure figure) =>
        figure.Unit == "" ? figure.Name : $"{figure.Name}, {figure.Unit}";
}
