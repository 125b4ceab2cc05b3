using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Runs;

/// <summary>A run: the fold of its events.</summary>
/// <param name="Spec">As it was started; null before.</param>
/// <param name="Source">The text the spec was read from.</param>
/// <param name="Rivers">The run's own river first, then one for each fork.</param>
/// <param name="Branches">Opened branches, in that order.</param>
/// <param name="Reached">Delivered models, in that order.</param>
/// <param name="Wish">Whether its branches should train, pause or stop.</param>
/// <param name="Attempt">How often a person let it go on.</param>
/// <param name="Failure">Why the first branch that failed did; null when none has.</param>
/// <param name="IsCompleted">Whether everything planned is done.</param>
/// <param name="Removed">The forks that were removed; null when none was. Their steps stay spent and their names
/// taken.</param>
internal sealed record RunState(
    RunSpec? Spec,
    string Source,
    ImmutableList<River> Rivers,
    ImmutableList<OpenedBranch> Branches,
    ImmutableList<RunEvent.BudgetReached> Reached,
    Wish Wish,
    int Attempt,
    string? Failure,
    bool IsCompleted,
    ImmutableList<string>? Removed = null) : IState<RunState, RunEvent>
{
    private static readonly ConditionalWeakTable<ImmutableList<OpenedBranch>,
    Dictionary<string, OpenedBranch>> OpenedByName = [];

    /// <inheritdoc/>
    public static RunState Empty { get; } = new(null, "", [], [], [], Wish.Train, 0, null, false);

    /// <summary>The run's own river.</summary>
    [JsonIgnore]
    public River Main => Rivers[0];

    /// <summary>All branches that should exist, river by river, with the spec of their river.</summary>
    [JsonIgnore]
    public IReadOnlyList<(BranchPlan Plan, RunSpec Spec)> Plan => RunPlan.Of(Rivers).Branches;

    /// <summary>The opened branches by name.</summary>
    [JsonIgnore]
    internal IReadOnlyDictionary<string, OpenedBranch> Opened => OpenedByName.GetValue(Branches, ByName);

    /// <summary>The branches of removed forks.</summary>
    [JsonIgnore]
    internal IReadOnlySet<string> RemovedBranches => Removed is null
        ? ImmutableHashSet<string>.Empty
        : RunPlan.Of(Rivers).Rivers
            .Where(planned => Removed.Contains(planned.River.Name))
            .SelectMany(planned => planned.Branches, (_, branch) => branch.Name)
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>An opened branch by name, or null.</summary>
    public OpenedBranch? Branch(string name) => Opened.GetValueOrDefault(name);

    /// <inheritdoc/>
    public RunState Apply(RunEvent happened) => happened switch
    {
        RunEvent.Started e => this with { Spec = e.Spec, Source = e.Source, Rivers = [River.Of(e.Spec)] },
        RunEvent.BudgetAdded { Detour: null } e =>
            WithMain(Main with { Budgets = [.. Main.Budgets.Append(e.Steps).Order()] }),
        RunEvent.BudgetAdded { Detour: { } detour } =>
            WithMain(Main with { Detours = [.. Main.Detours.Append(detour).OrderBy(d => d.Budget)] }),
        RunEvent.BudgetRemoved e => WithMain(Main with
        {
            Budgets = [.. Main.Budgets.Where(budget => budget != e.Steps)],
            Detours = [.. Main.Detours.Where(detour => detour.Budget != e.Steps)],
        }),
        RunEvent.Forked e => this with { Rivers = Rivers.Add(RiverOf(e)), IsCompleted = false },
        RunEvent.Merged e => this with
        {
            Rivers = Rivers.Add(new River(e.Name, new BranchStart.Merge(e.From), e.Spec, [e.From[^1].AtStep], [])),
            IsCompleted = false,
        },
        // A look-up by name would be made anew for each.
        RunEvent.BranchOpened e when Branches.Any(known => known.Name == e.Branch) => this,
        RunEvent.BranchOpened e =>
            this with
            {
                Branches =
                Branches.Add(new OpenedBranch(e.Branch, e.Start, [], [], null, 0, 0, Sources: e.Sources))
            },
        RunEvent.CheckpointNoted e => With(e.Branch, branch => branch with
        {
            Checkpoints =
            [
                .. branch.Checkpoints.Where(known => known.Step != e.Step),
                new NotedCheckpoint(e.Step, e.Digest, e.Reason, e.Evaluation, e.On),
            ],
        }),
        RunEvent.CheckpointForgotten e => With(e.Branch, branch => branch with
        {
            Checkpoints = branch.Checkpoints.RemoveAll(known => known.Step == e.Step),
            Forgotten = branch.Forgotten.Add(e.Step),
        }),
        RunEvent.BudgetReached e => this with { Reached = Reached.Add(e) },
        RunEvent.BranchCompleted e => With(e.Branch, branch => branch with { CompletedAt = e.Step }),
        RunEvent.ReplayNoted e =>
            With(e.Branch, branch => branch with { ReplayedSteps = e.Steps, Divergences = e.Diverged }),
        RunEvent.Paused => this with { Wish = Wish.Pause },
        RunEvent.Resumed e => this with
        {
            Wish = Wish.Train,
            Attempt = e.Attempt,
            Failure = null,
            IsCompleted = IsCompleted && Failure is null,
            Branches = Failure is null ? Branches : Branches.ConvertAll(branch => branch with { Failure = null }),
        },
        RunEvent.Completed => this with { IsCompleted = true },
        RunEvent.Failed e => With(e.Branch, branch => branch with { Failure = e.Reason }) with
        {
            Failure = Failure ?? $"Branch {e.Branch}: {e.Reason}",
        },
        RunEvent.BranchCancelled e => With(e.Branch, branch => branch with { Wish = Wish.Cancel }),
        RunEvent.ForkRemoved e => Without(e.Name),
        RunEvent.Cancelled => this with { Wish = Wish.Cancel },
        _ => throw new UnreachableException($"Run event {happened.GetType().Name} has no Apply."),
    };

    /// <summary>The river that a fork is.</summary>
    internal static River RiverOf(RunEvent.Forked e) => new(
        e.Name,
        new BranchStart.FromCheckpoint(e.Branch, e.AtStep, Carry.Everything),
        e.Spec,
        [.. e.Spec.Budgets.Where(budget => budget > e.AtStep)],
        []);

    private RunState Without(string fork)
    {
        var removed = this with { Removed = (Removed ?? []).Add(fork) };
        var branches = removed.RemovedBranches;

        return removed with
        {
            Branches = Branches.ConvertAll(
                branch => branches.Contains(branch.Name) ? branch with { Wish = Wish.Cancel } : branch),
        };
    }

    private RunState WithMain(River river) => this with { Rivers = Rivers.SetItem(0, river), IsCompleted = false };

    private RunState With(string name, Func<OpenedBranch, OpenedBranch> change) =>
        Branches.FindIndex(branch => branch.Name == name) is var at and >= 0
            ? this with { Branches = Branches.SetItem(at, change(Branches[at])) }
            : this;

    /// <summary>
    /// The first of a name wins: there is never another, but a state from a journal must not depend on that.
    /// </summary>
    private static Dictionary<string, OpenedBranch> ByName(ImmutableList<OpenedBranch> branches)
    {
        var byName = new Dictionary<string, OpenedBranch>(branches.Count, StringComparer.Ordinal);

        foreach (var branch in branches)
            byName.TryAdd(branch.Name, branch);

        return byName;
    }
}

/// <summary>A branch as its run knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Start">The checkpoint it starts from, of a merge the last one; null for a fresh start.</param>
/// <param name="Checkpoints">What it has stored, oldest first.</param>
/// <param name="Forgotten">Steps of checkpoints that were collected; the branch may still tell of them.</param>
/// <param name="CompletedAt">Where its plan was done last.</param>
/// <param name="ReplayedSteps">Steps its resumes have compared.</param>
/// <param name="Divergences">Comparisons that failed.</param>
/// <param name="Failure">Why it failed; null when it has not, or has been told to try again.</param>
/// <param name="Wish">What a person wants of it, where that is not what is wanted of its run.</param>
/// <param name="Sources">The checkpoints that it is the merge of, in their order; null where it starts
/// otherwise.</param>
internal sealed record OpenedBranch(
    string Name,
    CheckpointDigest? Start,
    ImmutableList<NotedCheckpoint> Checkpoints,
    ImmutableList<long> Forgotten,
    long? CompletedAt,
    long ReplayedSteps,
    long Divergences,
    string? Failure = null,
    Wish? Wish = null,
    IReadOnlyList<CheckpointDigest>? Sources = null);

/// <summary>A checkpoint as the run knows it, with what was measured at that step and what computed it.</summary>
internal sealed record NotedCheckpoint(
    long Step, CheckpointDigest Digest, string Reason, Evaluation? Evaluation, Computer? On = null);
