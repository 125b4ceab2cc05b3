using System.Runtime.InteropServices;

namespace Riverrun.Models.Native;

/// <summary>The instruction set that libtorch's kernels use on this processor.</summary>
/// <remarks>The environment variable <c>ATEN_CPU_CAPABILITY</c> lowers it.</remarks>
internal static unsafe class CpuInstructions
{
    private const int LongestInPlace = 15;
    private static readonly Lazy<string?> Known = new(Ask);

    /// <summary>
    /// Its name, such as <c>AVX2</c> or <c>AVX512</c>, with the library of the products where that is not the default.
    /// </summary>
    public static string? Name => Known.Value;

    /// <summary>
    /// <c>at::get_cpu_capability()</c> returns a <c>std::string</c> through a pointer to the caller's memory, on x64
    /// the first argument. So short a text lies in the string itself: there is nothing to free.
    /// </summary>
    private static string? Ask()
    {
        try
        {
            LibTorch.Open();
        }
        catch (UnusableLibTorchException)
        {
            return null; // A coordinator needs none to tell what it has; whoever computes is told.
        }

        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64
            || LibTorch.Find("_ZN2at18get_cpu_capabilityB5cxx11Ev") is not { } address)
        {
            return null;
        }

        var text = stackalloc nint[4]; // pointer, length, 16 bytes of text in place
        ((delegate* unmanaged<nint*, nint>)address)(text);
        return text[1] is > 0 and <= LongestInPlace && text[0] == (nint)(text + 2)
            ? Marshal.PtrToStringUTF8(text[0], (int)text[1]) + (WideProducts.Enabled ? ", products by oneDNN" : "")
            : null;
    }
}
