using System.Globalization;
using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;

namespace Riverrun.Host.Live;

/// <summary>Where a run is and how fast it goes, in the words that terminal and plain lines share.</summary>
internal static class Pace
{
    private const int MostFigures = 4;

    /// <summary>
    /// The branch that says most about the run: of those that train, the one nearest to the next budget's end.
    /// </summary>
    public static BranchView? Leader(RunView run)
    {
        var training = run.Branches.Where(branch => branch is { Status: "training", Live: not null }).ToArray();
        var next = NextBudget(run);

        return training.FirstOrDefault(branch => branch.Name == next?.Branch) ?? training.MaxBy(branch => branch.Step);
    }

    /// <summary>The least of the budgets that have no model yet.</summary>
    public static BudgetView? NextBudget(RunView run) =>
        run.Budgets.Where(budget => budget.Status != "reached").MinBy(budget => budget.Steps);

    /// <summary>How long until the next budget at the leader's pace, or null where nothing trains towards it.</summary>
    /// <remarks>A leaf that is still to be forked takes its first steps on the trunk: these count as well.</remarks>
    public static TimeSpan? UntilNextBudget(RunView run) =>
        NextBudget(run) is { } budget && Leader(run) is { Live: { StepsPerSecond: > 0 } live } leader
            && leader.Step <= budget.Steps
            ? TimeSpan.FromSeconds(
                Math.Min((budget.Steps - leader.Step) / live.StepsPerSecond, TimeSpan.MaxValue.TotalSeconds / 2))
            : null;

    /// <summary>Loss, rate, further figures, speed and next budget; empty where nothing trains.</summary>
    public static string Of(RunView run) => string.Join("  ", Pieces(run));

    /// <summary>The same, one by one.</summary>
    public static IEnumerable<string> Pieces(RunView run)
    {
        if (Leader(run) is not { Live: { } live })
            yield break;

        yield return string.Create(CultureInfo.InvariantCulture, $"loss {live.LossNats:0.00}");
        yield return string.Create(CultureInfo.InvariantCulture, $"rate {live.LearningRate:0.0e-00}");

        foreach (var figure in LiveFigures(live))
            yield return figure;

        yield return string.Create(CultureInfo.InvariantCulture, $"{live.StepsPerSecond:0.0} step/s");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{live.TokensPerSecond:N0} {(run.Objective is null ? "tokens" : "examples")}/s");

        if (NextBudget(run) is { } next)
            yield return $"next budget {next.Steps.ToString(CultureInfo.InvariantCulture)}"
                + (UntilNextBudget(run) is { } left ? $" in {Of(left)}" : "");
    }

    /// <summary>
    /// The scheduled numbers beside the rate, the first further figures, and how many there are more.
    /// </summary>
    public static IEnumerable<string> LiveFigures(LiveView live)
    {
        foreach (var (name, value) in live.Controls ?? new Dictionary<string, double>())
            yield return $"{name} {FigureText.Number(value)}";

        foreach (var measure in (live.Figures ?? []).Take(MostFigures))
            yield return FigureText.Phrase(measure);

        if (live.Figures?.Count - MostFigures is > 0 and var more)
            yield return $"{more} figures more";
    }

    /// <summary>What a resume has proven: steps that were trained again and compared with the journal.</summary>
    /// <param name="steps">How many, at least 1.</param>
    /// <param name="diverged">Comparisons that failed.</param>
    public static string Proof(long steps, long diverged) => string.Create(
        CultureInfo.InvariantCulture,
        $"{steps} {(steps == 1 ? "step" : "steps")} replayed after a resume, "
        + $"{(diverged == 0 ? "the same bits" : "and some differ from the journal")}");

    /// <summary>A duration to two figures of interest.</summary>
    public static string Of(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 99.5 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0} s"),
        { TotalMinutes: < 99.5 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours:0.0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalDays:0.0} days"),
    };

    /// <summary>Whether nothing more will happen to the run by itself.</summary>
    public static bool IsOver(RunView run) => run.Status is "completed" or "failed" or "cancelled"
        or RunView.Unreadable;
}
