using System.Runtime.InteropServices;
using System.Text;

namespace Riverrun.Models.Native;

/// <summary>
/// What the driver of a GPU tells and TorchSharp does not: its functions as CUDA's driver API documents them.
/// </summary>
internal static unsafe class CudaDriver
{
    private const int MostNameBytes = 256;
    private static readonly Lazy<nint> Library = new(Load);

    /// <summary>
    /// The name of the first GPU that this process may see, such as <c>NVIDIA H100 80GB HBM3</c>; null where no driver
    /// tells.
    /// </summary>
    public static string? Name()
    {
        if (First() is not { } gpu || Find("cuDeviceGetName") is not { } address)
            return null;

        var name = stackalloc byte[MostNameBytes];

        return ((delegate* unmanaged<byte*, int, int, int>)address)(name, MostNameBytes, gpu) == 0
            ? Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name))
            : null;
    }

    /// <summary>All the memory of that GPU, in bytes; null where no driver tells.</summary>
    public static long? MemoryBytes()
    {
        if (First() is not { } gpu || Find("cuDeviceTotalMem_v2") is not { } address)
            return null;

        nuint bytes;

        return ((delegate* unmanaged<nuint*, int, int>)address)(&bytes, gpu) == 0 ? (long)bytes : null;
    }

    private static int? First()
    {
        if (Find("cuDeviceGet") is not { } address)
            return null;

        int gpu;

        return ((delegate* unmanaged<int*, int, int>)address)(&gpu, 0) == 0 ? gpu : null;
    }

    private static nint? Find(string function) =>
        Library.Value != 0 && NativeLibrary.TryGetExport(Library.Value, function, out var address) ? address : null;

    /// <summary>The driver's library, ready to be asked; 0 without one, or without a GPU.</summary>
    private static nint Load() =>
        NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1", out var library)
        && NativeLibrary.TryGetExport(library, "cuInit", out var address)
        && ((delegate* unmanaged<uint, int>)address)(0) == 0
            ? library
            : 0;
}
