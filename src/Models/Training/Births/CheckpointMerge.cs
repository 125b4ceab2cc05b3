namespace Riverrun.Models.Training.Births;

/// <summary>
/// Several checkpoints as one, whose weights are their sum with coefficients; all else is that of the last one.
/// A weight is the sum of c·w in float64, source by source in the order of the list, rounded to its own type once at
/// the end: the same bits on every machine. It is computed while it is read, a block at a time, so that no checkpoint
/// need fit into memory.
/// </summary>
/// <remarks>
/// Weights are the floating-point tensors that <see cref="StateNames.IsWeight"/> names. Whole numbers and flags among
/// the model's tensors count or choose something, which no mean does: they are the last source's, and may differ.
/// </remarks>
internal static class CheckpointMerge
{
    /// <summary>The merge of checkpoints of one model, to be read once.</summary>
    /// <param name="sources">The checkpoints, at least one; they are read from where they stand and stay open.</param>
    /// <exception cref="InvalidDataException">One is no safetensors file, or holds another model than the last
    /// one.</exception>
    public static Stream Open(IReadOnlyList<(Stream Checkpoint, double Coefficient)> sources)
    {
        if (sources.Count == 0)
            throw new ArgumentException("A merge needs at least one checkpoint.", nameof(sources));

        var read = sources.Select((source, i) => new MergedSource(i + 1, source.Checkpoint, source.Coefficient))
            .ToList();

        foreach (var source in read)
            source.RequireModelOf(read[^1]);

        return new MergedStream(read);
    }
}
