namespace Riverrun.Models.Plans;

/// <summary>Gapless lists of stages: building, cutting, comparing.</summary>
public static class StageList
{
    /// <summary>
    /// The stages with one more that ends at <paramref name="end"/>; unchanged when that one would be empty.
    /// </summary>
    internal static List<Stage> Then(
        this List<Stage> stages, string name, long end, Phase phase, double peak, long? budget = null)
    {
        var first = stages.Count == 0 ? 0 : stages[^1].EndStep;

        if (end > first)
            stages.Add(new Stage(name, first, end - first, phase, peak, budget));

        return stages;
    }

    /// <summary>
    /// What is left of the stages from <paramref name="step"/> on; a stage that
    /// is cut goes on in the middle of its phase.
    /// </summary>
    public static IReadOnlyList<Stage> From(this IEnumerable<Stage> stages, long step) =>
        [.. stages.Where(stage => stage.EndStep > step)
            .Select(stage => stage.FirstStep >= step ? stage : Cut(stage, step))];

    /// <summary>The stages, none of them delivering another budget than this one.</summary>
    internal static IReadOnlyList<Stage> DeliveringOnly(this IEnumerable<Stage> stages, long budget) =>
        [.. stages.Select(stage => stage.Budget == budget ? stage : stage with { Budget = null })];

    /// <summary>
    /// The first step in [from, end) that two lists would take at different rates, or
    /// null when they agree as far as both reach.
    /// </summary>
    public static long? FirstDisagreement(IReadOnlyList<Stage> left, IReadOnlyList<Stage> right, long from, long end)
    {
        for (var step = from; step < end;)
        {
            var (a, b) = (left.At(step), right.At(step));

            if (a is null || b is null)
                return null;

            if (PhaseAt(a, step) != PhaseAt(b, step))
                return step;

            step = Math.Min(a.EndStep, b.EndStep);
        }

        return null;
    }

    /// <summary>The stage that takes the step with this index, or null when no stage does.</summary>
    public static Stage? At(this IReadOnlyList<Stage> stages, long step)
    {
        var (low, high) = (0, stages.Count);

        while (low < high)
            if (stages[(low + high) / 2].EndStep <= step)
                low = (low + high) / 2 + 1;
            else
                high = (low + high) / 2;

        return low < stages.Count && stages[low].FirstStep <= step ? stages[low] : null;
    }

    /// <summary>What the stages say of the steps before <paramref name="step"/>.</summary>
    public static IReadOnlyList<Stage> Until(this IEnumerable<Stage> stages, long step) =>
    [
        .. stages.Where(stage => stage.FirstStep < step)
            .Select(stage =>
                stage.EndStep <= step ? stage : stage with { Steps = step - stage.FirstStep, Budget = null }),
    ];

    private static (Phase Phase, double Peak) PhaseAt(Stage stage, long step) =>
        (stage.Phase.Skip(step - stage.FirstStep), stage.PeakLearningRate);

    private static Stage Cut(Stage stage, long step) => stage with
    {
        FirstStep = step,
        Steps = stage.EndStep - step,
        Phase = stage.Phase.Skip(step - stage.FirstStep),
    };
}
