namespace Riverrun.Actors.Branches;

/// <summary>The journaled steps since the oldest checkpoint that a resume could start from: what a replay is compared with.</summary>
/// <param name="Slices">Gapless, oldest first.</param>
public sealed record StepTail(IReadOnlyList<TailSlice> Slices)
{
    /// <summary>No steps.</summary>
    public static StepTail Empty { get; } = new([]);

    /// <summary>The first step it holds, or null when it is empty.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long? FirstStep => Slices.Count == 0 ? null : Slices[0].FirstStep;

    /// <summary>With one more slice.</summary>
    public StepTail Add(TailSlice slice) => new([.. Slices, slice]);

    /// <summary>Without the slices that end at or before <paramref name="step"/>.</summary>
    public StepTail From(long step) => new([.. Slices.Where(slice => slice.EndStep > step)]);

    /// <summary>What the journal holds of a step, or null when the tail does not reach back so far.</summary>
    public (float Loss, float GradientNorm)? this[long step] =>
        Slices.FirstOrDefault(slice => step >= slice.FirstStep && step < slice.EndStep) is { } slice
            ? (slice.Losses[(int)(step - slice.FirstStep)], slice.GradientNorms[(int)(step - slice.FirstStep)])
            : null;
}

/// <summary>What must repeat of consecutive steps.</summary>
public sealed record TailSlice(long FirstStep, IReadOnlyList<float> Losses, IReadOnlyList<float> GradientNorms)
{
    /// <summary>The index of the first step after the slice.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long EndStep => FirstStep + Losses.Count;
}
