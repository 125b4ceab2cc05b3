namespace Riverrun.Models.Data.Sources;

/// <summary>Finds the .NET installation whose reference packs hold the XML documentation.</summary>
internal static class DotnetRoot
{
    /// <summary>Where an SDK may be, likeliest first.</summary>
    public static IEnumerable<string> Candidates()
    {
        string?[] places =
        [
            Environment.GetEnvironmentVariable("DOTNET_ROOT"),
            RootOfThisRuntime(),
            "/usr/share/dotnet",
            "/usr/lib/dotnet",
        ];
        return places.OfType<string>().Where(Directory.Exists).Distinct();
    }

    /// <summary>
    /// The documentation files of the newest packs under <paramref name="root"/>: one
    /// a file name, in ordinal order of the names.
    /// </summary>
    public static IReadOnlyList<string> DocumentationFiles(string root)
    {
        var packs = Path.Combine(root, "packs");
        if (!Directory.Exists(packs))
            return [];

        var files =
            from pack in Directory.EnumerateDirectories(packs)
            from version in Directory.EnumerateDirectories(pack)
            let reference = Path.Combine(version, "ref")
            where Directory.Exists(reference)
            from framework in Directory.EnumerateDirectories(reference, "net*")
            from file in Directory.EnumerateFiles(framework, "*.xml")
            select (File: file, Version: VersionOf(version));

        return
        [
            .. files.GroupBy(found => Path.GetFileName(found.File))
                .OrderBy(same => same.Key, StringComparer.Ordinal)
                .Select(same => same
                    .OrderByDescending(found => found.Version)
                    .ThenBy(found => found.File, StringComparer.Ordinal)
                    .First().File),
        ];
    }

    private static Version VersionOf(string directory) =>
        Version.TryParse(Path.GetFileName(directory).Split('-')[0], out var version) ? version : new Version(0, 0);

    private static string? RootOfThisRuntime()
    {
        var assembly = typeof(object).Assembly.Location;
        return assembly.Length == 0 ? null : Path.GetFullPath(Path.Combine(assembly, "..", "..", "..", ".."));
    }
}
