using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Specs;

/// <summary>The keys of a spec, but for <c>stages</c>.</summary>
/// <param name="Name">The run's name: at most 64 of <c>a-z 0-9 . _ -</c>, beginning with a letter or digit.</param>
/// <param name="Recipe">The shipped recipe that the spec starts from, or <c>none</c>; the other keys lie over
/// it.</param>
/// <param name="Seed">Seed of initial weights, batches and dropout.</param>
/// <param name="Policy">What plans the branches and stages.</param>
/// <param name="Budgets">When a finished model must exist: up to 1,000 numbers, ascending; none for policy
/// <c>staged</c>.</param>
/// <param name="LearningRate">Peak, warm-up and decay.</param>
/// <param name="Main">What is trained.</param>
/// <param name="Checkpoints">How often a checkpoint is taken between the ends of stages.</param>
/// <param name="Device">What kind of device may train it, and how; what is not written is that of
/// <c>hocon.conf</c>.</param>
/// <param name="Scheduling">When and where it is trained.</param>
/// <param name="Merge">What policy <c>wsm</c> makes a model of; for no other policy.</param>
internal sealed record SpecKeys(
    string Name,
    [DefaultValue(SpecReader.NoRecipe)] string Recipe,
    [Range(0, double.PositiveInfinity), DefaultValue(1L)] long Seed,
    PolicyKind Policy,
    [Range(1, RunSpec.MostSteps), SpecKey(Unit = "steps")] IReadOnlyList<long> Budgets,
    LearningRateConfig LearningRate,
    [SpecKey(Path = "")] Workload Main,
    CheckpointConfig Checkpoints,
    DeviceConfig Device,
    SchedulingConfig? Scheduling,
    MergeConfig? Merge) : IConsistent
{
    /// <inheritdoc/>
    public KeyProblem? Problem() => RunSpec.IsName(Name) ? null : new KeyProblem("name", RunSpec.NameRule);

    /// <summary>The keys of a spec.</summary>
    public static SpecKeys Of(RunSpec spec) => new(
        spec.Name,
        spec.Recipe,
        spec.Seed,
        spec.Policy,
        spec.Budgets,
        spec.LearningRate,
        spec.Main,
        spec.Checkpoints,
        spec.Device,
        spec.Scheduling,
        spec.Merge);
}
