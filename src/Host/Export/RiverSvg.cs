using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;

namespace Riverrun.Host.Export;

/// <summary>
/// Draws a run's lineage as a river: the trunk flows along the steps, branches leave it where they were forked.
/// </summary>
internal sealed class RiverSvg
{
    private const double Width = 960;
    private const double Left = 28;
    private const double Right = 900;
    private const double FirstLane = 54;
    private const double LaneHeight = 74;
    private const double LetterWidth = 7;

    private readonly RunView _run;
    private readonly Axis _steps;
    private readonly IReadOnlyDictionary<string, int> _lanes;
    private readonly Dictionary<string, BranchView> _branches;

    private RiverSvg(RunView run)
    {
        _run = run;
        _branches = run.Branches.DistinctBy(branch => branch.Name).ToDictionary(branch => branch.Name);
        var end = run.Branches.Select(branch => Math.Max(branch.EndStep, branch.Step)).DefaultIfEmpty(1).Max();
        _steps = new Axis(0, end, Left, Right, 8);
        _lanes = RiverLanes.Assign([.. _branches.Values], Extent);
    }

    /// <summary>The river of a run.</summary>
    public static Html Draw(RunView run, int id) => new RiverSvg(run).Draw(id);

    private Html Draw(int id)
    {
        var bottom = FirstLane + _lanes.Values.DefaultIfEmpty(0).Max() * LaneHeight + 44;

        return Html.Of($"""
            <figure class="river">
            <div class="scroll"><svg viewBox="0 0 {Width} {bottom + 40}" role="img" aria-labelledby="river-{id}">
            <title id="river-{id}">Lineage of {_run.Name}: {Describe()}</title>
            <g class="grid">{_steps.Ticks.Select(tick => Html.Of(
                $"<line x1=\"{X(tick)}\" x2=\"{X(tick)}\" y1=\"8\" y2=\"{bottom}\"/><text x=\"{X(tick)}\" y=\"{bottom + 18}\" text-anchor=\"middle\">{_steps.Label(tick)}</text>"))}</g>
            <text class="label" x="{Right}" y="{bottom + 36}" text-anchor="end">optimizer steps of ancestry</text>
            {_branches.Values.Reverse().Select(Water)}
            {_branches.Values.Select(Label)}
            {_branches.Values.Select(Marks)}
            </svg></div>
            <ul class="legend"><li><i class="swatch warm-up"></i>warm-up</li><li><i class="swatch stable"></i>stable</li><li><i class="swatch decay"></i>decay</li><li><i class="swatch planned"></i>planned</li><li><i class="dot checkpoint"></i>checkpoint</li><li><i class="dot budget"></i>budget: its model</li></ul>
            </figure>

            """);
    }

    private string Describe() => string.Join("; ", _branches.Values.Select(branch => branch.Parent is null
        ? $"{branch.Name} to step {branch.Step}"
        : $"{branch.Name} from {branch.Parent} at step {branch.ForkStep} to step {branch.Step}"));

    private Html Water(BranchView branch)
    {
        var from = Start(branch);
        var stroke = Stroke(branch);
        var pieces = new List<Html>();

        foreach (var stage in branch.Stages)
        {
            var done = Math.Min(stage.EndStep, branch.Step);

            if (stage.EndStep > done)
                pieces.Add(Path(
                    branch, Math.Max(stage.FirstStep, done), stage.EndStep, $"planned {PhaseClass(stage)}", stroke,
                    stage));

            if (done > stage.FirstStep)
                pieces.Add(Path(branch, stage.FirstStep, done, PhaseClass(stage), stroke, stage));
        }

        if (branch.Stages.Count == 0 && branch.Step > from)
            pieces.Add(Path(branch, from, branch.Step, "stable", stroke, null));

        return Html.Of($"<g class=\"water\">{pieces}</g>\n");
    }

    /// <summary>Names come after all water, so that nothing flows over them.</summary>
    private Html Label(BranchView branch) => Html.Of(
        $"<text class=\"name\" x=\"{X(Start(branch)) + Bend(branch):0.##}\" "
            + $"y=\"{Y(branch) + 25:0.##}\">{branch.Name}</text>\n");

    /// <summary>A stretch of a branch; its first one leaves the parent in a bend.</summary>
    private Html Path(BranchView branch, long from, long to, string css, double stroke, StageView? stage)
    {
        var y = Y(branch);
        var (x0, x1) = (_steps.Pixel(from), _steps.Pixel(to));
        var begin = Html.Of($"M {x0:0.##} {y:0.##}");

        if (from == Start(branch) && branch.Parent is { } name && _branches.TryGetValue(name, out var parent))
        {
            var (bend, up) = (Bend(branch), Y(parent));
            begin = Html.Of(
                $"M {x0:0.##} {up:0.##} C {x0 + bend * 0.75:0.##} {up:0.##} {x0 + bend * 0.1:0.##} {y:0.##} "
                    + $"{x0 + bend:0.##} {y:0.##}");
            x1 = Math.Max(x1, x0 + bend);
        }

        var title = stage is null
            ? branch.Name : $"{branch.Name}, {stage.Name}: steps {stage.FirstStep} to {stage.EndStep}";

        return Html.Of(
            $"<path class=\"{css}\" stroke-width=\"{stroke}\" d=\"{begin} L {x1:0.##} "
                + $"{y:0.##}\"><title>{title}</title></path>");
    }

    private Html Marks(BranchView branch)
    {
        var budgets = _run.Budgets.Where(budget => budget.Branch == branch.Name).OrderBy(budget => budget.Steps)
            .ToArray();
        var marked = budgets.Select(budget => budget.Steps).ToHashSet();
        var pieces = branch.Checkpoints.Where(kept => !marked.Contains(kept.Step)).Select(kept => Html.Of(
            $"<circle class=\"checkpoint\" cx=\"{MarkX(branch, kept.Step):0.##}\" cy=\"{Y(branch):0.##}\" "
                + $"r=\"3\"><title>checkpoint at step {kept.Step}, {kept.Reason}, "
                + $"{kept.Digest.ToString()}</title></circle>")).ToList();
        var free = double.NegativeInfinity;

        foreach (var budget in budgets)
        {
            var x = MarkX(branch, budget.Steps);
            var headline = budget.Measured?.Headline;
            var label = $"{budget.Steps:N0}".Length * LetterWidth / 2 + 14;
            pieces.Add(Html.Of(
                $"<circle class=\"budget {budget.Status}\" cx=\"{x:0.##}\" cy=\"{Y(branch):0.##}\" "
                    + $"r=\"7\"><title>budget {budget.Steps}, {budget.Status}: "
                    + $"{(headline is null ? Numbers.Nats(null) + " nats" : FigureText.WithUnit(headline))}, "
                    + $"{budget.Checkpoint?.ToString()}</title></circle>"));

            if (x - label < free)
                continue;

            free = x + label;
            var isMouth = branch.Parent is not null && budget.Steps >= Math.Max(branch.EndStep, branch.Step);
            var (textX, textY, anchor) = isMouth ? (x + 13, Y(branch) - 2, "start") : (x, Y(branch) - 27, "middle");
            pieces.Add(Html.Of(
                $"<text class=\"value\" x=\"{textX:0.##}\" y=\"{textY:0.##}\" text-anchor=\"{anchor}\"><tspan "
                    + $"class=\"strong\">{budget.Steps:N0}</tspan><tspan x=\"{textX:0.##}\" "
                    + $"dy=\"13\">{(headline is null ? budget.Status : FigureText.Value(headline))}</tspan></text>"));
        }

        return Html.Join(pieces);
    }

    private static string PhaseClass(StageView stage) =>
        stage.Phase is "warm-up" or "stable" or "decay" ? stage.Phase : "stable";

    private double Stroke(BranchView branch) => Math.Max(5, 13 - 4 * Depth(branch));

    private int Depth(BranchView branch)
    {
        var depth = 0;

        for (var at = branch; at.Parent is { } name && _branches.TryGetValue(name, out var parent)
            && depth < 8; at = parent)
            depth++;

        return depth;
    }

    /// <summary>Pixels that a fork takes to reach its lane; a short branch still gets a visible bend.</summary>
    private double Bend(BranchView branch) =>
        branch.Parent is null
            ? 0 : Math.Clamp(_steps.Pixel(Math.Max(branch.EndStep, branch.Step)) - _steps.Pixel(Start(branch)), 12, 36);

    private double MarkX(BranchView branch, long step) =>
        Math.Max(_steps.Pixel(step), _steps.Pixel(Start(branch)) + Bend(branch));

    private (double From, double To) Extent(BranchView branch)
    {
        var from = _steps.Pixel(Start(branch));
        var to = _steps.Pixel(Math.Max(branch.EndStep, branch.Step));

        return (from - 12, Math.Max(to + 72, from + Bend(branch) + branch.Name.Length * LetterWidth + 12));
    }

    private static long Start(BranchView branch) =>
        branch.ForkStep ?? (branch.Stages.Count > 0 ? branch.Stages[0].FirstStep : 0);

    private double X(double step) => Math.Round(_steps.Pixel(step), 2);

    private double Y(BranchView branch) => FirstLane + _lanes[branch.Name] * LaneHeight;
}
