using System.Globalization;
using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Riverrun.Host.Live;

/// <summary>
/// Runs on a terminal while they train: pace, branches as a small river, and the models that are there already.
/// </summary>
internal static class LiveScreen
{
    private const int MostBranches = 16;
    private const int MostRunsInFull = 2;
    private const int MostRunsInBrief = 10;
    private const int LongestName = 28;
    private const int Narrow = 60;

    private static readonly Style Soft = new(Color.Grey62);
    private static readonly Style Strong = new(decoration: Decoration.Bold);
    private static readonly Style Good = new(Color.Green3);
    private static readonly Style Bad = new(Color.Red1, decoration: Decoration.Bold);

    /// <summary>The runs as they stand; the same views always look the same.</summary>
    /// <param name="runs">What to show.</param>
    /// <param name="width">Characters of the terminal's width.</param>
    public static IRenderable Render(IReadOnlyList<RunView> runs, int width)
    {
        width = Math.Clamp(width, 20, 140);
        var inFull = runs.Count <= MostRunsInFull
            ? runs : [.. runs.Where(run => Pace.Leader(run) is not null).Take(MostRunsInFull)];

        return new Rows(
            inFull.Select(run => (IRenderable)Render(run, width)).Concat(Brief([.. runs.Except(inFull)], width)));
    }

    /// <summary>
    /// The runs as they stood when they were heard last: how fast they went then is not said, but how long ago it was.
    /// </summary>
    internal static IRenderable Silent(IReadOnlyList<RunView> runs, TimeSpan silence, int width) => new Rows(
        new Text($"no news for {Pace.Of(silence)}", Bad),
        Render([.. runs.Select(
            run => run with { Branches = [.. run.Branches.Select(branch => branch with { Live = null })] })], width));

    /// <summary>
    /// Polls and redraws until every run is over or the call is cancelled; the answer is what was seen last.
    /// </summary>
    /// <param name="console">The terminal.</param>
    /// <param name="poll">Gives the runs as they stand.</param>
    /// <param name="interval">Time between polls.</param>
    /// <param name="time">Measures the interval.</param>
    /// <param name="cancel">Ends it early, without an exception; the last picture stays.</param>
    public static async Task<IReadOnlyList<RunView>> RunAsync(
        IAnsiConsole console,
        Func<CancellationToken, Task<IReadOnlyList<RunView>>> poll,
        TimeSpan interval,
        TimeProvider time,
        CancellationToken cancel) =>
        await console.Live(new Text("")).Overflow(VerticalOverflow.Ellipsis).StartAsync(context => PollLoop.RunAsync(
            poll,
            runs =>
            {
                context.UpdateTarget(Render(runs, console.Profile.Width));
                context.Refresh();
            },
            (runs, silence) =>
            {
                context.UpdateTarget(Silent(runs, silence, console.Profile.Width));
                context.Refresh();
            },
            interval,
            time,
            cancel));

    /// <summary>
    /// A study of many runs does not fit a terminal: a line for some, those at work first, and a count of the rest.
    /// </summary>
    private static IEnumerable<IRenderable> Brief(IReadOnlyList<RunView> runs, int width)
    {
        var ordered = runs.OrderBy(Pace.IsOver).ToArray();

        foreach (var line in ordered.Take(MostRunsInBrief).SelectMany(run => Header(run, width)))
            yield return line;

        if (runs.Count > MostRunsInBrief)
        {
            var rest = ordered[MostRunsInBrief..];
            var counts = rest
                .GroupBy(run => run.Status)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => $"{group.Count()} {group.Key}");
            yield return ScreenLine.Cut(
                width, [new($"{rest.Length} {(rest.Length == 1 ? "run" : "runs")} more: {string.Join(", ", counts)}",
                    Soft)]);
        }
    }

    private static Rows Render(RunView run, int width)
    {
        var lines = new List<IRenderable>(Header(run, width));

        if (run.Failure is { } failure)
            lines.Add(new Text($"  {failure}", Bad));

        lines.AddRange(
            ScreenLine.Pack(width, "  ", Pace.Pieces(run).Select(piece => new ScreenText(piece, Style.Plain))));

        if (WaitingText.Of(run) is { } waiting)
            lines.AddRange(ScreenLine.Pack(width, "  ", [new ScreenText($"waiting, {waiting}", Style.Plain)]));

        if (run.ReplayChecks is { Steps: > 0 } checks)
            lines.Add(new Text($"  {Pace.Proof(checks.Steps, checks.Diverged)}", checks.Diverged == 0 ? Soft : Bad));

        lines.AddRange(River(run, width).Select(line => ScreenLine.Cut(width, line)));
        lines.AddRange(BudgetTable.Of([run], width - 2).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select((line, i) => ScreenLine.Cut(width, [new($"  {line}", i == 0 ? Soft : Style.Plain)])));
        lines.Add(new Text(""));

        return new Rows(lines);
    }

    private static IEnumerable<Paragraph> Header(RunView run, int width)
    {
        var status = run.Status switch
        {
            "completed" => Good,
            "failed" or "cancelled" or RunView.Unreadable => Bad,
            _ => Soft,
        };

        return ScreenLine.Pack(width, "",
        [
            new(run.Name, Strong), new(run.Status, status),
            new($"policy {run.Policy}, seed {run.Seed}, {Numbers.Steps(run.SpentSteps)} steps spent", Soft),
        ]);
    }

    private static IEnumerable<IReadOnlyList<ScreenText>> River(RunView run, int width)
    {
        var shown = Shown(run);
        var names = shown.ToDictionary(
            branch => branch.Name, branch => Name(run, branch, Math.Min(LongestName, width / 3)));
        var nameWidth = names.Values.Select(name => name.Length).DefaultIfEmpty(0).Max();
        var steps = shown.ToDictionary(
            branch => branch.Name,
            branch => string.Create(CultureInfo.InvariantCulture, $"{branch.Step}/{branch.EndStep}"));
        var trackWidth =
            Math.Max(10, width - nameWidth - steps.Values.Select(text => text.Length).DefaultIfEmpty(0)
                .Max() - (width < Narrow ? 6 : 16));
        var end = run.Branches.Select(branch => Math.Max(branch.EndStep, branch.Step))
            .Concat(run.Budgets.Select(budget => budget.Steps))
            .DefaultIfEmpty(1)
            .Max();

        foreach (var branch in shown)
        {
            var track = RiverTrack.Draw(run, branch, end, trackWidth);
            ScreenText status = width < Narrow && branch.Status != "failed"
                ? new("", Soft)
                : new($" {branch.Status}", branch.Status == "failed" ? Bad : Soft);

            yield return
            [
                new($"  {names[branch.Name].PadRight(nameWidth)}  ", Style.Plain),
                .. track.Select(column => new ScreenText(column.Character.ToString(), column.Style)),
                new(new string(' ', trackWidth - track.Count + 2), Style.Plain),
                new(steps[branch.Name], Strong),
                status,
            ];
        }

        if (shown.Count < run.Branches.Count)
            yield return [new($"  and {run.Branches.Count - shown.Count} branches more", Soft)];

        yield return [new($"  {new string(' ', nameWidth)}  {RiverTrack.Scale(run, end, trackWidth)}", Soft)];
    }

    /// <summary>All branches where they fit; otherwise the first, and then those that something happens to.</summary>
    private static IReadOnlyList<BranchView> Shown(RunView run)
    {
        if (run.Branches.Count <= MostBranches)
            return run.Branches;

        var chosen = run.Branches
            .Select((branch, i) => (branch, i))
            .OrderBy(pair =>
                pair.i == 0 ? 0 : pair.branch.Status switch { "training" => 1, "failed" => 2, "waiting" => 3, _ => 4 })
            .ThenByDescending(pair => pair.i)
            .Take(MostBranches)
            .OrderBy(pair => pair.i);

        return [.. chosen.Select(pair => pair.branch)];
    }

    private static string Name(RunView run, BranchView branch, int longest)
    {
        var depth = 0;

        for (var at = branch; at?.Parent is { } parent && depth < 6; depth++)
            at = run.Branches.FirstOrDefault(other => other.Name == parent);

        var name = depth == 0 ? branch.Name : $"{new string(' ', (depth - 1) * 2)}└ {branch.Name}";

        return name.Length <= longest ? name : $"{name[..(longest - 1)]}…";
    }
}
