using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Branches;

/// <summary>
/// What the steps of a slice are held against: the plan's scheduled numbers, and the bits that are stored. Pure.
/// </summary>
internal static class StepComparison
{
    /// <summary>A sentence for the first step that was not taken as the plan says; null when all were.</summary>
    public static string? Departure(BranchState state, StepSlice slice)
    {
        for (var i = 0; i < slice.Losses.Count; i++)
            if (slice.LearningRates[i] != state.PlannedRate(slice.FirstStep + i))
                return $"Step {slice.FirstStep + i} used rate {slice.LearningRates[i]}; "
                    + $"the plan says {state.PlannedRate(slice.FirstStep + i)}.";

        return (state.Order?.Workload.Controls ?? []).Select(control => Departure(control, slice))
            .FirstOrDefault(found => found is not null);
    }

    /// <summary>
    /// The first of the slice's first steps whose figures are not the stored bits; null when all are.
    /// </summary>
    /// <param name="state">The branch, with the tail of what is stored.</param>
    /// <param name="slice">The steps, taken again.</param>
    /// <param name="known">How many of them are stored.</param>
    public static BranchEvent.ReplayDiverged? FirstDifference(BranchState state, StepSlice slice, int known)
    {
        for (var i = 0; i < known; i++)
        {
            var step = slice.FirstStep + i;

            if (state.Tail[step] is not { } stored)
                continue;

            foreach (var (name, before, now) in Columns(stored, slice))
                if (Bits(before[(int)(step - stored.FirstStep)]) != Bits(now[i]))
                    return new BranchEvent.ReplayDiverged(step, before[(int)(step - stored.FirstStep)], now[i], name);
        }

        return null;
    }

    /// <summary>How many steps of a slice come before the first whose loss or gradient norm is no number.</summary>
    public static int FiniteSteps(StepSlice slice)
    {
        var steps = 0;

        while (steps < slice.Losses.Count
            && float.IsFinite(slice.Losses[steps])
            && float.IsFinite(slice.GradientNorms[steps]))
            steps++;

        return steps;
    }

    private static string? Departure(Control control, StepSlice slice)
    {
        var used = slice.Controls?.GetValueOrDefault(control.Name);

        for (var i = 0; i < slice.Losses.Count; i++)
            if (used?[i] != control.At(slice.FirstStep + i))
                return $"Step {slice.FirstStep + i} used {used?[i].ToString() ?? "nothing"} for {control.Name}; "
                    + $"the plan says {control.At(slice.FirstStep + i)}.";

        return null;
    }

    // A column that only one of the two has belongs to another build's figures, and proves nothing.
    private static IEnumerable<(string? Name, IReadOnlyList<float> Before, IReadOnlyList<float> Now)> Columns(
        TailSlice stored, StepSlice slice)
    {
        yield return (null, stored.Losses, slice.Losses);
        yield return (null, stored.GradientNorms, slice.GradientNorms);

        foreach (var (name, before) in stored.Columns ?? new Dictionary<string, IReadOnlyList<float>>())
            if (slice.Columns?.GetValueOrDefault(name) is { } now)
                yield return (name, before, now);
    }

    private static int Bits(float value) => BitConverter.SingleToInt32Bits(value);
}
