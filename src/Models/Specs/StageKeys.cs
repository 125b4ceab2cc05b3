using System.ComponentModel.DataAnnotations;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Specs;

/// <summary>The keys of a stage of policy <c>staged</c>, but for those that lie over the keys of the run.</summary>
/// <param name="Name">Name of the stage and of its branch, by the rule of the run's name; not <c>main</c>.</param>
/// <param name="Steps">Optimizer steps, those of the stages before not counted; at least its warm-up and decay; 0 for a
/// branch that is measured and stored as it is born.</param>
/// <param name="Carry">What crosses the edge from the stage before.</param>
/// <param name="After">The stage before it in the list that it goes on from; without it, it starts fresh.</param>
internal sealed record StageKeys(
    string Name,
    [Range(0, RunSpec.MostSteps), SpecKey(Unit = "steps")] long Steps,
    Carry Carry,
    string? After = null) : IConsistent
{
    /// <inheritdoc/>
    public KeyProblem? Problem() => RunSpec.IsName(Name) && Name != RunSpec.MainWorkload
        ? null
        : new KeyProblem("name", $"{RunSpec.NameRule}, and not {RunSpec.MainWorkload}");
}
