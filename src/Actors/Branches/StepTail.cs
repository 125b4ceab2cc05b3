namespace Riverrun.Actors.Branches;

/// <summary>
/// The journaled steps since the oldest checkpoint that a resume could start from: what a replay is compared with.
/// </summary>
/// <param name="Slices">Gapless, oldest first.</param>
internal sealed record StepTail(IReadOnlyList<TailSlice> Slices)
{
    /// <summary>
    /// Without checkpoints a tail would grow for ever: what is older than this many steps is compared no more.
    /// </summary>
    public const int MostSteps = 65_536;

    /// <summary>No steps.</summary>
    public static StepTail Empty { get; } = new([]);

    /// <summary>The first step it holds, or null when it is empty.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long? FirstStep => Slices.Count == 0 ? null : Slices[0].FirstStep;

    /// <summary>With one more slice.</summary>
    public StepTail Add(TailSlice slice) => new([.. From(slice.EndStep - MostSteps).Slices, slice]);

    /// <summary>Without the slices that end at or before <paramref name="step"/>.</summary>
    public StepTail From(long step) =>
        FirstStep is null || Slices[0].EndStep > step
            ? this : new([.. Slices.SkipWhile(slice => slice.EndStep <= step)]);

    /// <summary>The slice that holds a step, or null when the tail does not reach back so far.</summary>
    public TailSlice? this[long step]
    {
        get
        {
            var (low, high) = (0, Slices.Count - 1);

            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = Slices[middle].EndStep > step ? (low, middle) : (middle + 1, high);
            }

            return low < Slices.Count && step >= Slices[low].FirstStep && step < Slices[low].EndStep
                ? Slices[low]
                : null;
        }
    }
}

/// <summary>What must repeat of consecutive steps.</summary>
/// <param name="FirstStep">Index of the first.</param>
/// <param name="Losses">Their losses.</param>
/// <param name="GradientNorms">Their norms.</param>
/// <param name="Columns">Their further figures by name; null for none.</param>
internal sealed record TailSlice(
    long FirstStep,
    IReadOnlyList<float> Losses,
    IReadOnlyList<float> GradientNorms,
    IReadOnlyDictionary<string, IReadOnlyList<float>>? Columns = null)
{
    /// <summary>The index of the first step after the slice.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long EndStep => FirstStep + Losses.Count;
}
