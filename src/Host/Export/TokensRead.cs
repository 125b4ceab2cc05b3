using Riverrun.Actors.Edge;
using Riverrun.Actors.Runs;

namespace Riverrun.Host.Export;

/// <summary>
/// How many tokens went into a model: those that the steps of its ancestry read, each at the batch and the context it
/// had.
/// </summary>
internal sealed class TokensRead
{
    private readonly Dictionary<string, BranchHistory> _histories;
    private readonly Dictionary<string, BranchView> _branches;
    private readonly Dictionary<string, long?> _before = [];

    /// <summary>The tokens of a run's branches.</summary>
    public TokensRead(RunHistory run)
    {
        _histories = run.Branches.DistinctBy(branch => branch.Branch).ToDictionary(branch => branch.Branch);
        _branches = run.Run.Branches.DistinctBy(branch => branch.Name).ToDictionary(branch => branch.Name);
    }

    /// <summary>
    /// Tokens read from initial weights to the state after <paramref name="step"/> steps; null where nothing tells.
    /// </summary>
    public long? At(string branch, long step)
    {
        if (_histories.GetValueOrDefault(branch) is not { Times: { } times } history
            || Before(branch) is not { } tokens)
            return null;

        var known = history.FirstStep;

        foreach (var slice in times.Slices.TakeWhile(slice => slice.FirstStep < step))
        {
            var steps = Math.Min(slice.Steps, step - slice.FirstStep);
            tokens += slice.Tokens * steps / slice.Steps;
            known = slice.FirstStep + steps;
        }

        return known >= step ? tokens : null;
    }

    /// <summary>
    /// Tokens read from initial weights on when each own step of the branch was done; null where nothing tells.
    /// </summary>
    public IReadOnlyList<long?> After(BranchHistory branch)
    {
        var after = new long?[branch.Losses.Count];
        var tokens = Before(branch.Branch);

        foreach (var slice in branch.Times?.Slices ?? [])
        {
            for (var i = 0; i < slice.Steps; i++)
            {
                if (slice.FirstStep + i - branch.FirstStep is var own && own >= 0 && own < after.Length)
                    after[own] = tokens + slice.Tokens * (i + 1) / slice.Steps;
            }

            tokens += slice.Tokens;
        }

        return after;
    }

    /// <summary>Tokens that one step of the branch read last; null where nothing tells.</summary>
    public long? PerStep(string branch) =>
        _histories.GetValueOrDefault(branch)?.Times?.Slices is [.., var last] ? last.Tokens / last.Steps : null;

    /// <summary>Tokens read before the branch's first own step.</summary>
    private long? Before(string branch)
    {
        if (_before.TryGetValue(branch, out var known))
            return known;

        _before[branch] = null; // A branch that descends from itself is no branch of ours.

        return _before[branch] = _branches.GetValueOrDefault(branch) switch
        {
            null => null,
            { Parent: null } => 0,
            { Parent: { } parent, ForkStep: var step } => At(parent, step ?? 0),
        };
    }
}
