namespace Riverrun.Models.Native;

/// <summary>
/// libtorch's deterministic mode. Where it cannot be reached, training goes on without it; on a processor the bits are
/// the same in any case.
/// </summary>
public static unsafe class Determinism
{
    private static readonly Lazy<string?> Outcome = new(TryEnable);

    /// <summary>Why deterministic mode is off, as a sentence, or null when it is on.</summary>
    public static string? Unavailable => Outcome.Value;

    /// <summary>Turns it on for this process, once; later calls do nothing.</summary>
    public static void Enable() => _ = Outcome.Value;

    private static string? TryEnable()
    {
        if (LibTorch.Context is not { } context
            || LibTorch.Find("_ZN2at7Context26setDeterministicAlgorithmsEbb") is not { } algorithms
            || LibTorch.Find("_ZN2at7Context39setDeterministicFillUninitializedMemoryEb") is not { } fill)
        {
            return "Deterministic mode is off: this libtorch is not the version whose names are known.";
        }

        // Where an operator has no deterministic form, warn and go on.
        ((delegate* unmanaged<nint, byte, byte, void>)algorithms)(context, 1, 1);
        // Filling every fresh tensor with NaN is meant for debugging and costs a pass over memory.
        ((delegate* unmanaged<nint, byte, void>)fill)(context, 0);
        return null;
    }
}
