using System.Globalization;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;
using Riverrun.Models.Training;

namespace Riverrun.Host.Export;

/// <summary>
/// The charts of one or several runs: what a million steps looked like, in a few hundred points a branch.
/// </summary>
internal static class RunCharts
{
    private const int Palette = 8;
    private const int Dashes = 4;
    private const int PointsInAll = 12_000;

    /// <summary>
    /// Training loss, smoothed over its band of extremes, with the evaluations as points where they are of its kind.
    /// </summary>
    public static Chart Loss(IReadOnlyList<RunHistory> runs, StepAxis axis, Figure headline)
    {
        var hasPoints = FigureCharts.IsOnLossChart(headline);
        var stepsPerColumn = StepsPerColumn(runs);
        var reach = Math.Max(1, LastStep(runs) / 160);

        return Along(axis, runs, new Chart(
            hasPoints ? "Loss" : "Training loss",
            "Training loss as a line, mean of neighbouring steps, over the band of single steps"
                + (hasPoints ? "; held-out loss as points, that of budgets as large ones." : "."),
            axis.Ancestry,
            hasPoints ? Label("loss", headline) : "training loss",
            Each(runs, (run, branch, name, colour, dash) => new ChartSeries(
                name,
                colour,
                dash,
                Curve.Smooth(branch.Losses, branch.FirstStep, stepsPerColumn, reach),
                Curve.Envelope(branch.Losses, branch.FirstStep, Math.Max(4, 3 * stepsPerColumn)),
                hasPoints ? Evaluations(run, branch, name, headline, budgetsOnly: runs.Count > 1) : [])),
            FromZero: false,
            LastStep(runs)));
    }

    /// <summary>The learning rate that the optimizer used at every step.</summary>
    public static Chart LearningRate(IReadOnlyList<RunHistory> runs, StepAxis axis)
    {
        var stepsPerColumn = StepsPerColumn(runs);

        return Along(axis, runs, new Chart(
            "Learning rate",
            "The rate that the optimizer used at every step of every branch.",
            axis.Ancestry,
            "learning rate",
            Each(runs, (_, branch, name, colour, dash) => new ChartSeries(
                name, colour, dash, [Curve.Corners(branch.LearningRates, branch.FirstStep, stepsPerColumn)], [], [])),
            FromZero: true,
            LastStep(runs)));
    }

    /// <summary>
    /// What the runs' models cost: held-out loss of each budget over what its river had spent by then.
    /// </summary>
    public static Chart Cost(Rivals rivals, StepAxis axis)
    {
        var series = rivals.Runs.Select((run, i) => CostOf(run.Run, rivals, axis, i % Palette, i / Palette % Dashes))
            .ToArray();

        return new Chart(
            "What a model costs",
            $"{(rivals.RankedBy.Name == Evaluation.Loss.Name ? "Held-out loss" : FigureText.Short(rivals.RankedBy))} "
                + $"of each delivered model over the {(axis.IsTokens ? "tokens" : "optimizer steps")} that its river "
                + "had spent by then.",
            axis.Spent,
            rivals.ByBits ? "held-out loss, bits per byte" : Label($"held-out {rivals.Headline.Name}", rivals.Headline),
            series,
            FromZero: false,
            series.SelectMany(one => one.Marks).Select(mark => mark.X).DefaultIfEmpty(1).Max())
        {
            Unit = axis.Unit,
        };
    }

    private static ChartSeries CostOf(RunView run, Rivals rivals, StepAxis axis, int colour, int dash)
    {
        var models = run.Budgets
            .Select(budget => (X: axis.Cost(run, budget), Y: rivals.Ranking(budget), budget.Steps))
            .Where(model => model is { X: not null, Y: { } figure } && double.IsFinite(figure))
            .Select(model => (X: model.X.GetValueOrDefault(), Y: model.Y.GetValueOrDefault(), model.Steps))
            .OrderBy(model => model.X)
            .ToArray();

        return new ChartSeries(
            run.Name,
            colour,
            dash,
            [[.. models.Select(model => new ChartPoint(model.X, model.Y))]],
            [],
            [.. models.Select(model => new ChartMark(model.X, model.Y, true, string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Name}, budget {model.Steps:N0}: "
                    + $"{(rivals.ByBits ? $"{model.Y:0.0000} bits per byte"
                        : FigureText.WithUnit(new Measure(rivals.Headline,
                        model.Y)))} after {model.X:N0} {(axis.IsTokens ? "tokens" : "steps")} spent")))]);
    }

    /// <summary>
    /// A chart over steps as one over what the axis says; its series are those of <see cref="Each"/>.
    /// </summary>
    public static Chart Along(StepAxis axis, IReadOnlyList<RunHistory> runs, Chart chart)
    {
        if (!axis.IsTokens)
            return chart;

        var branches = runs.SelectMany(run => run.Branches.Select(branch => (run.Run.Name, branch.Branch, branch)));
        var end = branches.Select(one => axis.X(one.Name, one.Branch, one.branch.FirstStep + one.branch.Losses.Count))
            .DefaultIfEmpty(1).Max();

        return chart with
        {
            Series = [.. chart.Series.Zip(
                branches, (series, one) => Along(series, step => axis.X(one.Name, one.Branch, step)))],
            XEnd = end,
            Unit = axis.Unit,
        };
    }

    private static ChartSeries Along(ChartSeries series, Func<double, double> x) => series with
    {
        Lines = [.. series.Lines.Select(
            line => (IReadOnlyList<ChartPoint>)[.. line.Select(point => point with { X = x(point.X) })])],
        Band = [.. series.Band.Select(column => column with { X = x(column.X) })],
        Marks = [.. series.Marks.Select(mark => mark with { X = x(mark.X) })],
    };

    /// <summary>The measurements of one figure as points.</summary>
    public static IReadOnlyList<ChartMark> Evaluations(
        RunHistory run, BranchHistory branch, string name, Figure figure, bool budgetsOnly)
    {
        var budgets = run.Run.Budgets
            .Where(budget => budget.Branch == branch.Branch && budget.Status == "reached")
            .Select(budget => budget.Steps).ToHashSet();
        var finite = branch.Evaluations
            .Select(pair => (pair.Step, Value: MeasuredFigures.Value(pair.Evaluation, figure) ?? double.NaN))
            .Where(pair => double.IsFinite(pair.Value)).ToArray();
        var every = Math.Max(1, finite.Length / 400);

        return [.. finite
            .Where((pair, i) => (i % every == 0 && !budgetsOnly) || budgets.Contains(pair.Step))
            .Select(pair => new ChartMark(pair.Step, pair.Value, budgets.Contains(pair.Step), string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, {(budgets.Contains(pair.Step) ? "budget" : "step")} {pair.Step:N0}: "
                    + $"{FigureText.WithUnit(new Measure(figure, pair.Value))} held out")))];
    }

    /// <summary>One run is told apart by its branches; several by run, and their branches by dashes.</summary>
    public static IReadOnlyList<ChartSeries> Each(
        IReadOnlyList<RunHistory> runs, Func<RunHistory, BranchHistory, string, int, int, ChartSeries> draw) =>
        [.. runs.SelectMany((run, r) => run.Branches.Select((branch, b) => runs.Count == 1
            ? draw(run, branch, branch.Branch, b % Palette, b / Palette % Dashes)
            : draw(run, branch, run.Branches.Count == 1 ? run.Run.Name : $"{run.Run.Name} · {branch.Branch}",
                r % Palette, b % Dashes)))];

    /// <summary>Steps that one position of a chart stands for.</summary>
    public static long StepsPerColumn(IReadOnlyList<RunHistory> runs, int points = PointsInAll)
    {
        var branches = Math.Max(1, runs.Sum(run => run.Branches.Count));

        return Math.Max(1, LastStep(runs) / Math.Clamp(points / branches, 40, 600));
    }

    /// <summary>Where the longest branch has come.</summary>
    public static long LastStep(IReadOnlyList<RunHistory> runs) => runs
        .SelectMany(run => run.Branches).Select(branch => branch.FirstStep + branch.Losses.Count).DefaultIfEmpty(0)
        .Max();

    private static string Label(string what, Figure figure) => figure switch
    {
        _ when figure == Evaluation.Loss => $"{what}, nats per token",
        { Unit: "" } => what,
        _ => $"{what}, {figure.Unit}",
    };
}
