using Riverrun.Actors.Edge;

namespace Riverrun.Host.Export;

/// <summary>
/// Puts several runs side by side: which has the better model for as much training, and what it cost. Only what was
/// measured on the same held-out data is ranked.
/// </summary>
/// <param name="Groups">Models that are ranked among each other; one group where all were measured on the same.</param>
/// <param name="Notes">Sentences about what is not ranked together, and why.</param>
internal sealed record Compare(IReadOnlyList<ComparedGroup> Groups, IReadOnlyList<string> Notes)
{
    /// <summary>Compares the runs as they stand.</summary>
    /// <param name="runs">The runs; names differ.</param>
    /// <param name="byTokens">
    /// Whether to compare models that read as many tokens, not those that took as many steps; null for tokens where a
    /// step of one run reads more than a step of another.
    /// </param>
    public static Compare Of(IReadOnlyList<RunHistory> runs, bool? byTokens = null)
    {
        var groups = Rivals.Of(runs);
        var differs = StepAxis.Differs(runs);
        var told = StepAxis.Tokens(runs) is not null;
        var chosen = (byTokens ?? differs) && told;
        var tokens = runs.DistinctBy(run => run.Run.Name).ToDictionary(run => run.Run.Name, run => new TokensRead(run));
        var notes = RivalNotes.Of(groups).ToList();

        if (differs)
            notes.Add(AxisChoice.Note);

        if (byTokens == true && !told)
            notes.Add("The coordinator is of an older build and does not say how many tokens were read; steps are "
                + "compared.");

        return new Compare([.. groups.Select(group => ComparedGroup.Of(group, tokens, chosen))], notes);
    }

    /// <summary>The rows of all groups.</summary>
    public IEnumerable<ComparedBudget> Rows => Groups.SelectMany(group => group.Rows);

    /// <summary>
    /// The comparison as aligned columns of text, with its notes before it; a star marks the best model.
    /// </summary>
    public string ToText() => string.Concat(Notes.Select(note => note + "\n"))
        + (Notes.Count > 0 ? "\n" : "")
        + string.Join("\n", Groups.Select(group => (Groups.Count > 1 ? group.Heading + "\n" : "") + group.ToText()));

    /// <summary>
    /// Writes the comparison as one self-contained HTML file with the table, loss against cost, and all curves.
    /// </summary>
    /// <param name="runs">At least one.</param>
    /// <param name="file">A report that is there is replaced; its directory is made.</param>
    /// <param name="byTokens">As of <see cref="Of"/>.</param>
    /// <exception cref="ArgumentException">There is no run.</exception>
    /// <exception cref="FormatException">There is a file that is no report.</exception>
    public static void WriteHtml(IReadOnlyList<RunHistory> runs, string file, bool? byTokens = null)
    {
        if (runs.Count == 0)
            throw new ArgumentException("A comparison needs at least one run; there is none.", nameof(runs));

        var views = runs.Select(run => run.Run).ToArray();
        var compared = Of(runs, byTokens);

        Page.Write($"{string.Join(", ", views.Select(run => run.Name))} compared · Riverrun", Html.Of($"""
            <header>
            <h1>{string.Join(" · ", views.Select(run => run.Name))}</h1>
            <p class="soft">{runs.Count} runs side by side: what each model is worth and what it cost.</p>
            {compared.Notes.Select(note => Html.Of($"<p class=\"soft\">{note}</p>\n"))}
            </header>
            <section aria-label="Budgets">
            <h2>A model at every budget</h2>
            {compared.Groups.Select(group => group.ToHtml())}
            </section>
            <section aria-label="Curves">
            <h2>How they went</h2>
            {AxisChoice.Draw(runs, byTokens, withCost: true)}
            </section>
            <footer class="soft">Written by Riverrun from the runs' journals. This file is complete: it needs no network.</footer>
            """), file);
    }
}
