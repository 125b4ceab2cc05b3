using Riverrun.Actors.Edge;
using Riverrun.Actors.Runs;

namespace Riverrun.Host.Export;

/// <summary>What lies along a chart: optimizer steps, or the tokens that they read.</summary>
internal sealed class StepAxis
{
    private readonly Dictionary<string, TokensRead>? _tokens;

    private StepAxis(Dictionary<string, TokensRead>? tokens) => _tokens = tokens;

    /// <summary>Optimizer steps.</summary>
    public static StepAxis Steps { get; } = new(null);

    /// <summary>Tokens, each step at its batch and context; null where a journal does not tell them.</summary>
    public static StepAxis? Tokens(IReadOnlyList<RunHistory> runs) =>
        runs.SelectMany(run => run.Branches).All(branch => branch.Times is not null)
            ? new StepAxis(
                runs.DistinctBy(run => run.Run.Name).ToDictionary(run => run.Run.Name, run => new TokensRead(run)))
            : null;

    /// <summary>
    /// Whether a step of one of the runs reads more than a step of another, so that steps are no common measure.
    /// </summary>
    public static bool Differs(IReadOnlyList<RunHistory> runs) => runs
        .Select(run => (Tokens: new TokensRead(run), run.Branches))
        .SelectMany(run => run.Branches.Select(branch => run.Tokens.PerStep(branch.Branch)))
        .OfType<long>().Distinct().Count() > 1;

    /// <summary>Whether it is tokens.</summary>
    public bool IsTokens => _tokens is not null;

    /// <summary>What a position is called: <c>step</c> or <c>tokens</c>.</summary>
    public string Unit => IsTokens ? "tokens" : "step";

    /// <summary>The axis of what a branch has trained.</summary>
    public string Ancestry => IsTokens ? "tokens read from initial weights on" : "optimizer steps of ancestry";

    /// <summary>The axis of what models cost.</summary>
    public string Spent => IsTokens
        ? "tokens read by the river that delivers it" : "optimizer steps spent by the river that delivers it";

    /// <summary>Where a branch is after so many steps.</summary>
    public double X(string run, string branch, double step)
    {
        if (_tokens is null)
            return step;

        var (tokens, whole) = (_tokens[run], (long)step);
        var before = tokens.At(branch, whole) ?? 0;

        return step > whole && tokens.At(branch, whole + 1) is { } after
            ? before + ((after - before) * (step - whole)) : before;
    }

    /// <summary>
    /// What the model of a budget cost: the steps of its river by then, with those before the river's fork.
    /// </summary>
    public double? Cost(RunView run, BudgetView budget)
    {
        var river = run.Rivers?.FirstOrDefault(river => river.Branches.Contains(budget.Branch));
        var own = budget.RiverSteps ?? budget.SpentSteps;

        if (_tokens is null || own is null)
            return own + (budget.RiverSteps is null ? 0 : river?.ForkStep ?? 0);

        var before = river is { Parent: { } parent, ForkStep: { } step } ? _tokens[run.Name].At(parent, step) : 0;

        return before + (own * _tokens[run.Name].PerStep(budget.Branch));
    }
}
