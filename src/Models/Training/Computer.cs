namespace Riverrun.Models.Training;

/// <summary>What computed a state, as far as it decides the bits: another one of these rounds differently.</summary>
/// <param name="Processor">The processor's or the GPU's name.</param>
/// <param name="Instructions">The instruction set of libtorch's kernels, such as <c>AVX2</c> or <c>AVX512</c>; null
/// where it does not tell.</param>
/// <param name="Build">Versions of Riverrun, TorchSharp and libtorch.</param>
public sealed record Computer(string Processor, string? Instructions, string Build)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Processor}{(Instructions is null ? "" : $" with {Instructions}")}, {Build}";
}
