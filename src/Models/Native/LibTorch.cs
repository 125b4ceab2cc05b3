using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Riverrun.Models.Native;

/// <summary>
/// The libtorch that this process has loaded, and functions that it exports and TorchSharp does not wrap, by their
/// mangled names; tied to
/// the pinned version.
/// </summary>
internal static unsafe partial class LibTorch
{
    /// <summary>What TorchSharp calls its own library.</summary>
    public const string WrapperName = "LibTorchSharp";

    private const string GlobalContext = "_ZN2at13globalContextEv";
    private static readonly Lazy<nint> Loaded = new(Load);

    /// <summary>
    /// The version of libtorch's package that TorchSharp was made for, such as <c>2.10.0.0</c>. Read without running
    /// TorchSharp: its first
    /// line of code loads what lies beside the program.
    /// </summary>
    public static string PackageVersion { get; } =
        (string?)typeof(TorchSharp.torch)
            .GetField("libtorchPackageVersion", BindingFlags.NonPublic | BindingFlags.Static)
            ?.GetRawConstantValue() ?? "unknown";

    /// <summary>The version of libtorch that TorchSharp was made for, such as <c>2.10.0</c>.</summary>
    public static string MadeFor { get; } = string.Join('.', PackageVersion.Split('.').Take(3));

    /// <summary>TorchSharp's own library, loaded with the libtorch it needs.</summary>
    /// <exception cref="UnusableLibTorchException">It cannot be loaded.</exception>
    public static nint Wrapper => Loaded.Value;

    /// <summary>Its process-wide settings, to be handed to their setters; null when they cannot be reached.</summary>
    public static nint? Context => Find(GlobalContext) is { } address ? ((delegate* unmanaged<nint>)address)() : null;

    /// <summary>
    /// What libtorch says of itself: versions, compilers and settings, a line each; null when it cannot be asked.
    /// </summary>
    public static string? Configuration
    {
        get
        {
            if (Find("_ZN2at11show_configB5cxx11Ev") is not { } address)
                return null;

            // std::string: its address, its length, and room for short ones. Its bytes are left to the process.
            var text = stackalloc nint[4];
            ((delegate* unmanaged<nint*, nint*>)address)(text);

            return Marshal.PtrToStringUTF8(text[0], (int)text[1]);
        }
    }

    /// <summary>Its version, such as <c>2.10.0</c>; null when it does not say.</summary>
    public static string? Version =>
        Configuration is { } told && Told().Match(told) is { Success: true } found ? found.Groups[1].Value : null;

    /// <summary>The directory it was loaded from; null when the loader does not say.</summary>
    public static string? Folder => FolderOf(Wrapper);

    /// <summary>Loads it, unless that is done.</summary>
    /// <exception cref="UnusableLibTorchException">It cannot be loaded.</exception>
    public static void Open() => _ = Wrapper;

    /// <summary>The address of a function, or null when this libtorch has none of that name.</summary>
    public static nint? Find(string mangled)
    {
        // Of a library and all it needs: what TorchSharp computes with, not what lies beside the program.
        if (NativeLibrary.TryGetExport(Wrapper, mangled, out var address))
            return address;

        return OperatingSystem.IsWindows()
            && NativeLibrary.TryLoad("torch_cpu", out var library)
            && NativeLibrary.TryGetExport(library, mangled, out address)
            ? address
            : null;
    }

    private static string? FolderOf(nint wrapper)
    {
        if (OperatingSystem.IsWindows() || !NativeLibrary.TryGetExport(wrapper, GlobalContext, out var address))
            return null;

        // Dl_info: the file, where it lies in memory, the nearest symbol, and where that lies.
        var found = stackalloc nint[4];

        return FindFile(address, found) != 0 ? Path.GetDirectoryName(Marshal.PtrToStringUTF8(found[0])) : null;
    }

    private static nint Load()
    {
        var wrapper = LibTorchFiles.Wrapper
            ?? throw new UnusableLibTorchException(
                $"{LibTorchFiles.WrapperFile} is not below {AppContext.BaseDirectory}; build the program for this "
                    + "platform.");

        return BroughtLibTorch.Directory is { } directory ? LoadBrought(directory, wrapper)
            : LibTorchFiles.HasOwn ? Load(wrapper)
            : throw new UnusableLibTorchException(
                $"This build has no libtorch of its own (-p:Torch=none); "
                + $"set {BroughtLibTorch.Variable} to the directory torch/lib of PyTorch {MadeFor}.");
    }

    private static nint LoadBrought(string directory, string wrapper)
    {
        if (LibTorchFiles.AreInReach)
            throw new UnusableLibTorchException(
                $"{BroughtLibTorch.Variable} is {directory}, and TorchSharp would also load the libtorch that this "
                + "build has; "
                + "build with -p:Torch=cpu or none, into an empty directory.");

        foreach (var library in LibTorchFolder.Open(directory, wrapper).Libraries)
            Load(library);

        var loaded = Load(wrapper);

        // Whatever was loaded first is what all others are given.
        return FolderOf(loaded) is { } folder && Path.GetFullPath(folder) == directory
            ? loaded
            : throw LibTorchFolder.Refusal(
                directory, $"and this process has loaded the libtorch of {FolderOf(loaded)}");
    }

    private static nint Load(string library)
    {
        try
        {
            return NativeLibrary.Load(library);
        }
        catch (Exception wrong) when (wrong is DllNotFoundException or BadImageFormatException)
        {
            throw new UnusableLibTorchException(LoadFailure.Sentence(library, wrong.Message));
        }
    }

    [GeneratedRegex(@"TORCH_VERSION=(\d+\.\d+\.\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Told();

    [LibraryImport("libc", EntryPoint = "dladdr")]
    private static partial int FindFile(nint address, nint* found);
}
