using System.Runtime.InteropServices;

namespace Riverrun.Models.Native;

/// <summary>
/// libtorch's deterministic mode, which TorchSharp does not wrap: set through the exported names of the library. Where
/// the names are missing, training goes on without it; on a processor the bits are the same in any case.
/// </summary>
public static unsafe class Determinism
{
    private const string Library = "libtorch_cpu";
    private static readonly Lazy<string?> Outcome = new(TryEnable);

    /// <summary>Why deterministic mode is off, as a sentence, or null when it is on.</summary>
    public static string? Unavailable => Outcome.Value;

    /// <summary>Turns it on for this process, once; later calls do nothing.</summary>
    public static void Enable() => _ = Outcome.Value;

    private static string? TryEnable()
    {
        // TorchSharp loads the native libraries; before its first call there is nothing to find.
        TorchSharp.torch.InitializeDeviceType(TorchSharp.DeviceType.CPU);
        if (!NativeLibrary.TryLoad(Library, typeof(Determinism).Assembly, null, out var library))
            return $"Deterministic mode is off: {Library} was not found.";
        if (!NativeLibrary.TryGetExport(library, "_ZN2at13globalContextEv", out var context)
            || !NativeLibrary.TryGetExport(library, "_ZN2at7Context26setDeterministicAlgorithmsEbb", out var algorithms)
            || !NativeLibrary.TryGetExport(library, "_ZN2at7Context39setDeterministicFillUninitializedMemoryEb", out var fill))
        {
            return $"Deterministic mode is off: {Library} is not the version whose names are known.";
        }

        var global = ((delegate* unmanaged<nint>)context)();
        // Where an operator has no deterministic form, warn and go on.
        ((delegate* unmanaged<nint, byte, byte, void>)algorithms)(global, 1, 1);
        // Filling every fresh tensor with NaN is meant for debugging and costs a pass over memory.
        ((delegate* unmanaged<nint, byte, void>)fill)(global, 0);
        return null;
    }
}
