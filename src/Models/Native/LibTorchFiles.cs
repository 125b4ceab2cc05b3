namespace Riverrun.Models.Native;

/// <summary>What lies beside the program of TorchSharp's library and of libtorch.</summary>
internal static class LibTorchFiles
{
    /// <summary>The file name of TorchSharp's library on this system.</summary>
    public static string WrapperFile { get; } = FileName(LibTorch.WrapperName);

    /// <summary>TorchSharp's library, or null where the build has none for this system.</summary>
    public static string? Wrapper { get; } = Find(WrapperFile);

    /// <summary>
    /// Whether the build has a libtorch where TorchSharp looks for one itself, and loads it whatever is loaded.
    /// </summary>
    public static bool AreInReach { get; } =
        Find(FileName("torch_cpu")) is not null || Find(FileName("torch_cuda")) is not null;

    /// <summary>
    /// Whether the build has a libtorch of its own. On Linux it lies in a directory of its own, where TorchSharp's
    /// library finds it.
    /// </summary>
    public static bool HasOwn { get; } =
        AreInReach
        || (Path.GetDirectoryName(Wrapper) is { } beside
            && File.Exists(Path.Combine(beside, "libtorch", FileName("torch_cpu"))));

    private static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    /// <summary>
    /// The runtime looks for libraries in the directories that the program's list of dependencies has, and beside the
    /// program.
    /// </summary>
    private static string? Find(string file) => ((string?)AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Append(AppContext.BaseDirectory)
        .Select(directory => Path.Combine(directory, file))
        .FirstOrDefault(File.Exists);
}
