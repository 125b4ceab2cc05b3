using System.Reflection;

namespace Riverrun.Actors.Settings;

/// <summary>
/// What this process says of itself to nodes of other versions. Reads no native library, which a coordinator never
/// needs.
/// </summary>
internal static class ThisBuild
{
    /// <summary>Riverrun's version, such as <c>1.2.0</c> or <c>1.3.0-rc.1</c>, without the commit.</summary>
    public static string Version { get; } =
        (typeof(ThisBuild).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "0.0.0")
            .Split('+')[0];
}
