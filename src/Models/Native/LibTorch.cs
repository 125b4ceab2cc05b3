using System.Runtime.InteropServices;
using TorchSharp;

namespace Riverrun.Models.Native;

/// <summary>Functions that libtorch exports and TorchSharp does not wrap, by their mangled names; tied to the pinned version.</summary>
internal static unsafe class LibTorch
{
    private const string Library = "libtorch_cpu";
    private static readonly Lazy<nint> Handle = new(Load);

    /// <summary>Its process-wide settings, to be handed to their setters; null when they cannot be reached.</summary>
    public static nint? Context => Find("_ZN2at13globalContextEv") is { } address ? ((delegate* unmanaged<nint>)address)() : null;

    /// <summary>The address of a function, or null when this libtorch has none of that name.</summary>
    public static nint? Find(string mangled) =>
        Handle.Value != 0 && NativeLibrary.TryGetExport(Handle.Value, mangled, out var address) ? address : null;

    private static nint Load()
    {
        // TorchSharp loads the native libraries; before its first call there is nothing to find.
        torch.InitializeDeviceType(DeviceType.CPU);
        return NativeLibrary.TryLoad(Library, typeof(LibTorch).Assembly, null, out var library) ? library : 0;
    }
}
