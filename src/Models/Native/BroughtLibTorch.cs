namespace Riverrun.Models.Native;

/// <summary>
/// A libtorch that the build does not have: that of a PyTorch on this machine, with CUDA or without. It is loaded
/// when something is first
/// computed, before TorchSharp's own library, which then takes the libraries that are there for those it needs (glibc
/// knows them by SONAME).
/// </summary>
public static class BroughtLibTorch
{
    /// <summary>The environment variable that names its directory, <c>torch/lib</c> of a PyTorch.</summary>
    public const string Variable = "RIVERRUN_LIBTORCH";

    /// <summary>Its directory, as an absolute path; null where the build's own is used.</summary>
    public static string? Directory { get; private set; }

    /// <summary>
    /// Takes the libtorch of a directory for this process, instead of the build's own. Nothing is loaded yet, and
    /// nothing looked at.
    /// </summary>
    /// <exception cref="UnusableLibTorchException">This system cannot be given another.</exception>
    public static void Use(string directory) => Directory = OperatingSystem.IsLinux()
        ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))
        : throw new UnusableLibTorchException(
            $"{Variable} is {directory}, and only on Linux can libtorch be named so; leave it out.");
}
