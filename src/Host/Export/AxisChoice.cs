using Riverrun.Actors.Edge;

namespace Riverrun.Host.Export;

/// <summary>
/// Charts over steps, or over tokens where a step of one run reads more than a step of another: then over both, at
/// choice.
/// </summary>
internal static class AxisChoice
{
    private const int MostAtOnce = 6;

    /// <summary>The charts of all runs; their own notes say what is not drawn together.</summary>
    /// <param name="runs">What is drawn.</param>
    /// <param name="byTokens">Which axis is shown first; null for tokens where steps are no common measure.</param>
    /// <param name="withCost">Whether to draw what models cost.</param>
    public static Html Draw(IReadOnlyList<RunHistory> runs, bool? byTokens, bool withCost)
    {
        var differs = StepAxis.Differs(runs);
        var tokens = differs || byTokens == true ? StepAxis.Tokens(runs) : null;
        var groups = Rivals.Of(runs);
        var id = 0;

        if (tokens is null)
            return Charts(runs, groups, StepAxis.Steps, withCost, ref id);

        var first = byTokens ?? true;

        return Html.Of($"""
            <div class="axes">
            {(differs && !withCost ? Html.Of($"<p class=\"soft\">{Note}</p>") : Html.Empty)}
            <p class="choice"><label><input type="radio" name="axis" value="tokens"{Checked(first)}/> over tokens</label> <label><input type="radio" name="axis" value="steps"{Checked(!first)}/> over steps</label></p>
            <div class="over-tokens">{Charts(runs, groups, tokens, withCost, ref id)}</div>
            <div class="over-steps">{Charts(runs, groups, StepAxis.Steps, withCost, ref id)}</div>
            </div>
            """);
    }

    /// <summary>Why tokens.</summary>
    public const string Note =
        "Steps are no common measure here: a step of one reads more tokens than a step of another.";

    private static Html Checked(bool isChecked) => isChecked ? new Html(" checked=\"checked\"") : Html.Empty;

    private static Html Charts(
        IReadOnlyList<RunHistory> all, IReadOnlyList<Rivals> groups, StepAxis axis, bool withCost, ref int id)
    {
        var pieces = new List<Html>();

        foreach (var group in groups)
        {
            if (groups.Count > 1)
                pieces.Add(Html.Of($"<h3>{RivalNotes.Heading(group)}</h3>\n"));

            if (withCost)
                pieces.Add(ChartSvg.Draw(RunCharts.Cost(group, axis), id++));

            foreach (var runs in group.ByTokens())
            {
                pieces.Add(ChartSvg.Draw(RunCharts.Loss(runs, axis, group.Headline), id++));

                if (FigureCharts.Headline(runs, axis, group.Headline) is { } headline)
                    pieces.Add(ChartSvg.Draw(headline, id++));
            }
        }

        pieces.Add(ChartSvg.Draw(RunCharts.LearningRate(all, axis), id++));

        foreach (var group in groups)
            foreach (var runs in group.ByTokens())
                pieces.Add(Small([.. FigureCharts.Small(runs, axis, group.Headline)], ref id));

        return Html.Join(pieces);
    }

    /// <summary>
    /// The first at once, the others behind a line that opens them; their colours are those of the large charts.
    /// </summary>
    private static Html Small(IReadOnlyList<Chart> charts, ref int id)
    {
        var drawn = new List<Html>();

        foreach (var chart in charts)
            drawn.Add(ChartSvg.Draw(chart, id++));

        var rest = drawn.Skip(MostAtOnce).ToArray();

        var more = rest.Length == 0 ? Html.Empty : Html.Of(
            $"<details><summary>{rest.Length} figures more</summary><div class=\"small\">{rest}</div></details>\n");

        return Html.Of($"<div class=\"small\">{drawn.Take(MostAtOnce)}</div>\n{more}");
    }
}
