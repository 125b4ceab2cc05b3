using System.Text.RegularExpressions;
using Riverrun.Actors.Identity;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Actors.Runs;

/// <summary>
/// Keeps the names that people give to branches and those that plans give apart, whichever comes first. Pure.
/// </summary>
internal static partial class BranchNames
{
    /// <summary>A sentence that says why no fork can have that name, or null when one can.</summary>
    public static string? Problem(RunState state, string name) =>
        !RunId.IsValid(name)
            ? $"'{name}' cannot name a branch; use at most 64 lower-case letters, digits, '.', '_' and '-'."
        : OfBudget().IsMatch(name)
            ? $"A fork cannot be named {name}: the branch of a budget gets such a name; choose one that does not end "
                + "in budget-NUMBER."
        : state.Branch(name) is not null || RunPlan.Of(state.Rivers).Find(name) is not null
            // Only a run that was started has forks.
            ? $"Run {state.Spec!.Name} has a branch {name} already; choose another name."
        : name == River.Main
            ? $"A fork cannot be named {name}: the trunk of a run has that name; choose another one."
        : null;

    /// <summary>
    /// A sentence for the first branch of a fork that would have too long a name, or null when none has.
    /// </summary>
    public static string? TooLong(River fork, IReadOnlyList<BranchPlan> plan) =>
        plan.FirstOrDefault(branch => !RunId.IsValid(branch.Name)) is { } branch
            ? $"A fork cannot be named {fork.Name}: its branch {branch.Name} would have {branch.Name.Length} letters, "
                + "and a name has at most 64; choose a shorter one."
            : null;

    [GeneratedRegex(@"(\A|-)budget-[0-9]+(-stable)?\z")]
    private static partial Regex OfBudget();
}
