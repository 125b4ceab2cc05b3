using System.Reflection;

namespace Riverrun.Models.Training;

/// <summary>Versions that decide bits.</summary>
public static class BuildVersions
{
    private static readonly string Informational =
        typeof(BuildVersions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "unknown";

    /// <summary>Riverrun's own version.</summary>
    public static string Riverrun { get; } = Informational.Split('+')[0];

    /// <summary>The commit it was built from, or <c>unknown</c>.</summary>
    public static string Commit { get; } = Informational.Contains('+') ? Informational.Split('+')[1] : "unknown";

    /// <summary>TorchSharp's version.</summary>
    public static string TorchSharp { get; } =
        typeof(global::TorchSharp.torch).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    /// <summary>The version of libtorch that TorchSharp was built against.</summary>
    public static string LibTorch { get; } = Native.LibTorch.PackageVersion;

    /// <summary>All of them on one line.</summary>
    public static string Summary { get; } = $"Riverrun {Riverrun}, TorchSharp {TorchSharp}, libtorch {LibTorch}";
}
