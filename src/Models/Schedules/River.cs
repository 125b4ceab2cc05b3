using Riverrun.Models.Plans;

namespace Riverrun.Models.Schedules;

/// <summary>
/// What a policy plans for: one line of training, from one start, towards its budgets. A run
/// is one river, and one more for each fork.
/// </summary>
/// <param name="Name">Name of its trunk; leaves are named after it.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Spec">Rates, decay lengths and staged plan.</param>
/// <param name="Budgets">Budgets that the trunk serves on its way, ascending.</param>
/// <param name="Detours">Budgets that were asked for when the trunk had passed them, ascending.</param>
public sealed record River(
    string Name, BranchStart Start, RunSpec Spec, IReadOnlyList<long> Budgets, IReadOnlyList<Detour> Detours)
{
    /// <summary>The trunk of a run that is no fork.</summary>
    public const string Main = "river";

    /// <summary>The river of a run as it is started.</summary>
    public static River Of(RunSpec spec) => new(Main, new BranchStart.Fresh(), spec, spec.Budgets, []);

    /// <summary>The name of the branch that delivers <paramref name="budget"/> beside the trunk.</summary>
    public string LeafName(long budget) => Name == Main ? $"budget-{budget}" : $"{Name}-budget-{budget}";
}

/// <summary>A budget behind the trunk, and the kept checkpoint that it is served from.</summary>
public sealed record Detour(long Budget, string Branch, long AtStep);
