using Riverrun.Actors.Edge;
using Riverrun.Models.Recipes;

namespace Riverrun.Host.Export;

/// <summary>
/// Writes <c>report.html</c>: one file that opens anywhere, offline, and shows what
/// was trained, how it went and what it cost.
/// </summary>
internal static class Report
{
    private const int MostAtOnce = 4;

    /// <summary>Writes the report of one or several runs.</summary>
    /// <param name="runs">At least one.</param>
    /// <param name="samples">What the budgets' models wrote; may be empty.</param>
    /// <param name="file">Overwritten if it exists; its directory is made.</param>
    /// <param name="origins">How the runs were made; null for a report that does not say it.</param>
    /// <param name="claims">What their paper says, held against them; null for nothing.</param>
    /// <exception cref="ArgumentException">There is no run.</exception>
    public static void Write(
        IReadOnlyList<RunHistory> runs,
        IReadOnlyList<TextSample> samples,
        string file,
        IReadOnlyList<RunOrigin>? origins = null,
        IReadOnlyList<Claim>? claims = null)
    {
        if (runs.Count == 0)
            throw new ArgumentException("A report needs at least one run; there is none.", nameof(runs));

        var title = Title([.. runs.Select(run => run.Run.Name)]);
        var hasCurves = runs.SelectMany(run => run.Branches).Any(branch => branch.Losses.Count > 0);

        Page.Write($"{title} · Riverrun", Html.Of($"""
            <header>
            <h1>{title}</h1>
            {EachRun(runs, run => ReportTables.Summary(run.Run))}
            </header>
            {Verdicts.Section(claims ?? [])}
            {SeedTable.Section([.. runs.Select(run => run.Run)])}
            <section aria-label="Budgets">
            <h2>A model at every budget</h2>
            {EachRun(runs, run => ReportTables.Budgets(run.Run))}
            </section>
            <section aria-label="Curves">
            <h2>How it went</h2>
            {(hasCurves ? Curves(runs) : Html.Of($"<p class=\"soft\">No step has been taken yet.</p>"))}
            </section>
            <section aria-label="Lineage">
            <h2>The river</h2>
            {EachRun(runs, (run, i) => Html.Of($"{Heading(runs, run)}{RiverSvg.Draw(run.Run, i)}"))}
            </section>
            <section aria-label="Cost">
            <h2>What it cost</h2>
            {EachRun(runs, run => Html.Of($"{Heading(runs, run)}{LedgerTables.Of(run.Run)}"))}
            </section>
            {Samples(runs, samples)}
            {ReportOrigin.Section(runs, origins ?? [])}
            <footer class="soft">Written by Riverrun from the runs' journals. This file is complete: it needs no network.</footer>
            """), file);
    }

    /// <summary>The names of a few runs; of many, what they begin with and how many they are.</summary>
    internal static string Title(IReadOnlyList<string> names)
    {
        if (names.Count <= MostAtOnce)
            return string.Join(", ", names);

        var (first, last) = (names.Min(StringComparer.Ordinal)!, names.Max(StringComparer.Ordinal)!); // There are some.
        var same = first.Zip(last, (own, its) => own == its).TakeWhile(isSame => isSame).Count();
        var common = first[..same].TrimEnd('-', '.', '_');

        return common.Length > 0 ? $"{common}: {names.Count} runs" : $"{names.Count} runs";
    }

    private static Html EachRun(IReadOnlyList<RunHistory> runs, Func<RunHistory, Html> draw) =>
        EachRun(runs, (run, _) => draw(run));

    /// <summary>
    /// All of a few runs; many behind a line that opens them, for nobody reads forty one after the other.
    /// </summary>
    private static Html EachRun(IReadOnlyList<RunHistory> runs, Func<RunHistory, int, Html> draw)
    {
        var drawn = Html.Join(runs.Select(draw));

        return runs.Count <= MostAtOnce
            ? drawn
            : Html.Of($"<details><summary>Each of the {runs.Count} runs</summary>\n{drawn}</details>\n");
    }

    private static Html Curves(IReadOnlyList<RunHistory> runs) => Html.Of(
        $"{RivalNotes.Of(Rivals.Of(runs)).Select(note => Html.Of($"<p class=\"soft\">{note}</p>\n"))}"
        + $"{AxisChoice.Draw(runs, byTokens: null, withCost: false)}");

    private static Html Heading(IReadOnlyList<RunHistory> runs, RunHistory run) =>
        runs.Count > 1 ? Html.Of($"<h3>{run.Run.Name}</h3>") : Html.Empty;

    private static Html Samples(IReadOnlyList<RunHistory> runs, IReadOnlyList<TextSample> samples) => samples.Count == 0
        ? Html.Empty
        : Html.Of($"""
            <section aria-label="Samples">
            <h2>What the models write</h2>
            <p class="soft">The prompt is highlighted; the rest is the model's.</p>
            {samples.OrderBy(sample => sample.Run, StringComparer.Ordinal).ThenBy(sample => sample.Budget).Select(sample => Html.Of(
                $"<article class=\"sample\"><p class=\"soft\">{(runs.Count > 1 ? sample.Run + " · " : "")}budget {sample.Budget:N0} · {sample.Branch}</p><blockquote><mark>{sample.Prompt}</mark>{sample.Text}</blockquote></article>\n"))}
            </section>

            """);
}
