namespace Riverrun.Models.Plans;

/// <summary>Everything that decides the bits of a run, and what it asks of its placement.</summary>
/// <param name="Name">The run's name: lower-case letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; at most 64.</param>
/// <param name="Recipe">The shipped recipe the spec started from, for people.</param>
/// <param name="Seed">Seed of initial weights, batches and dropout.</param>
/// <param name="Policy">What plans the stages.</param>
/// <param name="Budgets">Optimizer steps at which a finished model must exist; ascending, distinct, at least 1.</param>
/// <param name="LearningRate">Peak, warm-up and decay.</param>
/// <param name="Workloads">What is trained, by name; <see cref="MainWorkload"/> is always there.</param>
/// <param name="StagedPlan">The fixed stages of policy <see cref="PolicyKind.Staged"/>; empty for the others.</param>
/// <param name="Checkpoints">How often a checkpoint is taken between the stages' ends.</param>
/// <param name="Device">What kind of device may train it, and how.</param>
/// <param name="Scheduling">When and where it is trained; null for no wishes.</param>
/// <param name="Merge">What policy <see cref="PolicyKind.WarmupStableMerge"/> merges; null for the others.</param>
public sealed record RunSpec(
    string Name,
    string Recipe,
    long Seed,
    PolicyKind Policy,
    IReadOnlyList<long> Budgets,
    LearningRateConfig LearningRate,
    IReadOnlyDictionary<string, Workload> Workloads,
    IReadOnlyList<StagedStep> StagedPlan,
    CheckpointConfig Checkpoints,
    DeviceConfig Device,
    SchedulingConfig? Scheduling = null,
    MergeConfig? Merge = null)
{
    /// <summary>
    /// Steps that a budget or a stage may have: all that a run can have add up in a <see cref="long"/>.
    /// </summary>
    public const long MostSteps = 1_000_000_000_000;

    /// <summary>What <see cref="IsName"/> asks for, to follow on "it".</summary>
    public const string NameRule =
        "must be at most 64 lower-case letters, digits, '.', '_' and '-', beginning with a letter or digit";

    /// <summary>The workload of every policy but <see cref="PolicyKind.Staged"/>.</summary>
    public const string MainWorkload = "main";

    /// <summary>The workload named <see cref="MainWorkload"/>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Workload Main => Workloads[MainWorkload];

    /// <summary>Whether a run or a branch can have that name: files, URLs and a journal must all hold it.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && (char.IsAsciiLetterLower(name[0]) || char.IsAsciiDigit(name[0]))
        && name.All(letter =>
            char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '_' or '-');
}
