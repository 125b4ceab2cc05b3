using System.Globalization;
using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;

namespace Riverrun.Host.Live;

/// <summary>
/// Progress where there is no terminal, each line with its time: what happens gets a line at once, what merely goes on
/// gets one a run every two seconds at first, and every minute in the end, so that the log of days can be read.
/// </summary>
/// <param name="output">Where to write; <c>stderr</c> when <c>--json</c> has taken <c>stdout</c>.</param>
/// <param name="time">Says when a line is due.</param>
internal sealed class PlainProgress(TextWriter output, TimeProvider time)
{
    /// <summary>The time between lines is one part in so many of the time since the first.</summary>
    private const int Share = 30;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SilenceEvery = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, long> _lastLine = [];
    private readonly HashSet<string> _told = [];
    private long? _saidSilence;
    private readonly Dictionary<string, long> _replayed = [];
    private long? _began;

    /// <summary>Takes what a run was before for known, and says in one line from where it goes on.</summary>
    /// <param name="before">The run as it was found; one that has taken no step goes on from nothing.</param>
    public void GoOn(RunView before)
    {
        foreach (var change in Happened(before))
            _told.Add(change.Key);

        _replayed[before.Name] = before.ReplayChecks.Steps;

        if (before.SpentSteps > 0 && !Pace.IsOver(before))
            WriteLine(
                $"{before.Name}  goes on: {Digits(before.SpentSteps)} steps spent on "
                + $"{Counted(before.Branches.Count, "branch", "branches")}, "
                + $"{Digits(before.Budgets.Count(budget => budget.Status == "reached"))} of "
                + $"{Counted(before.Budgets.Count, "budget", "budgets")} reached");
    }

    /// <summary>Writes what is new since the last call, and the lines that are due.</summary>
    public void Show(IReadOnlyList<RunView> runs)
    {
        foreach (var run in runs)
        {
            foreach (var change in Happened(run).Concat(Standing(run)).Where(change => _told.Add(change.Key)))
                WriteLine(change.Text);

            if (run.ReplayChecks.Steps - _replayed.GetValueOrDefault(run.Name) is > 0 and var steps)
                WriteLine($"{run.Name}  {Pace.Proof(steps, run.ReplayChecks.Diverged)}");

            _replayed[run.Name] = run.ReplayChecks.Steps;

            if (Pace.Leader(run) is { } leader && IsDue(run.Name))
                WriteLine($"{Name(run, leader)}  step {Digits(leader.Step)}/{Digits(leader.EndStep)}  {Pace.Of(run)}");
        }

        output.Flush();
    }

    /// <summary>
    /// Polls and shows until every run is over or the call is cancelled; the answer is what was seen last.
    /// </summary>
    /// <param name="poll">Gives the runs as they stand.</param>
    /// <param name="interval">Time between polls.</param>
    /// <param name="cancel">Ends it early, without an exception.</param>
    public Task<IReadOnlyList<RunView>> RunAsync(
        Func<CancellationToken, Task<IReadOnlyList<RunView>>> poll, TimeSpan interval, CancellationToken cancel) =>
        PollLoop.RunAsync(poll, Show, ShowSilence, interval, time, cancel);

    /// <summary>Says from time to time that nothing has been heard for a while.</summary>
    private void ShowSilence(IReadOnlyList<RunView> runs, TimeSpan silence)
    {
        if (_saidSilence is { } said && time.GetElapsedTime(said) < SilenceEvery)
            return;

        _saidSilence = time.GetTimestamp();
        WriteLine($"{string.Join(", ", runs.Where(run => !Pace.IsOver(run)).Select(run => run.Name))}  no news for "
            + $"{Pace.Of(silence)}");
        output.Flush();
    }

    private bool IsDue(string run)
    {
        _began ??= time.GetTimestamp();
        var every = Math.Clamp(time.GetElapsedTime(_began.Value).Ticks / Share, Least.Ticks, Most.Ticks);

        if (_lastLine.TryGetValue(run, out var last) && time.GetElapsedTime(last).Ticks < every)
            return false;

        _lastLine[run] = time.GetTimestamp();

        return true;
    }

    private void WriteLine(string text) =>
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss}Z  {text}"));

    /// <summary>What has happened to the run so far; each is told once, by its key.</summary>
    private static IEnumerable<(string Key, string Text)> Happened(RunView run)
    {
        foreach (var branch in run.Branches.Where(branch => branch.Parent is not null))
        {
            yield return (
                $"{run.Name}/{branch.Name} forked",
                branch.MergedFrom is { } merged
                    ? $"{run.Name}  branch {branch.Name} merged from {MergeText.Of(merged)}"
                    : $"{run.Name}  branch {branch.Name} forked from {branch.Parent} at step "
                        + $"{Digits(branch.ForkStep ?? 0)}");
        }

        foreach (var budget in run.Budgets.Where(budget => budget.Status == "reached"))
        {
            var figures = budget.Measured is { } measured
                ? string.Concat(MeasuredFigures.Brief(measured).Select(measure => $"  {FigureText.Phrase(measure)}"))
                : "";

            yield return (
                $"{run.Name}/{budget.Branch} budget {budget.Steps} {budget.Checkpoint?.ToString()}",
                $"{run.Name}{(run.Budgets.Count(twin => twin.Steps == budget.Steps) > 1 ? $"/{budget.Branch}" : "")}"
                + $"  budget {Digits(budget.Steps)} reached{figures}"
                + $"  checkpoint {Numbers.Short(budget.Checkpoint)}");
        }

        if (run.ReplayChecks.Diverged > 0)
            yield return (
                $"{run.Name} diverged {run.ReplayChecks.Diverged}",
                $"{run.Name}  replay differs from the journal in {Digits(run.ReplayChecks.Diverged)} checks");
    }

    /// <summary>How the run stands, when it does not simply go on: news also to who finds it so.</summary>
    private static IEnumerable<(string Key, string Text)> Standing(RunView run)
    {
        if (WaitingText.Of(run) is { } waiting)
            yield return ($"{run.Name} waits {WaitingText.KeyOf(run)}", $"{run.Name}  waiting, {waiting}");

        if (run.Status != "running")
            yield return (
                $"{run.Name} {run.Status} {run.SpentSteps}",
                $"{run.Name}  {run.Status}{(run.Failure is null ? "" : $": {run.Failure}")}");
    }

    private static string Name(RunView run, BranchView leader) =>
        run.Branches.Count == 1 ? run.Name : $"{run.Name}/{leader.Name}";

    private static string Counted(int number, string one, string several) =>
        $"{Digits(number)} {(number == 1 ? one : several)}";

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);
}
