using System.Text.Json;
using System.Text.Json.Nodes;

namespace Riverrun.Host.Export;

/// <summary>
/// What an export says about itself in its directory, so that the next one knows which files it may replace.
/// </summary>
/// <param name="Format">What was written: <c>csv</c>, <c>safetensors</c>, <c>tensorboard</c>.</param>
/// <param name="Run">The run.</param>
/// <param name="Files">Its files, relative to the directory.</param>
internal sealed record ExportManifest(string Format, string Run, IReadOnlyList<string> Files)
{
    /// <summary>Its name.</summary>
    public const string FileName = ".riverrun-export.json";

    /// <summary>The manifest of an earlier export; null where there is none, or one that cannot be read.</summary>
    public static ExportManifest? Read(string directory)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(Path.Combine(directory, FileName))) is JsonObject json
                ? new ExportManifest(
                    json["format"]!.GetValue<string>(),
                    json["run"]!.GetValue<string>(),
                    [.. json["files"]!.AsArray().Select(file => file!.GetValue<string>())
                        .Where(file => IsWithin(directory, file))])
                : null;
        }
        catch (Exception cause)
            when (cause is IOException or JsonException or NullReferenceException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A manifest that somebody brought must not name what lies elsewhere: it would be replaced.</summary>
    private static bool IsWithin(string directory, string file) =>
        Path.GetFullPath(Path.Combine(directory, file))
            .StartsWith($"{Path.GetFullPath(directory)}/", StringComparison.Ordinal);

    /// <summary>Writes it into the directory.</summary>
    public void Write(string directory) => File.WriteAllText(
        Path.Combine(directory, FileName),
        new JsonObject
        {
            ["format"] = Format,
            ["run"] = Run,
            ["files"] = new JsonArray([.. Files.Select(file => JsonValue.Create(file))]),
        }.ToJsonString() + "\n");

    /// <summary>
    /// The first entry of the directory that is neither the manifest nor a file that it names: somebody else's. Null
    /// where there is none, so that the directory may be replaced.
    /// </summary>
    public static string? Stranger(string directory)
    {
        var own = (Read(directory)?.Files ?? []).Append(FileName).ToHashSet(StringComparer.Ordinal);

        return Leaves(new DirectoryInfo(directory))
            .Select(leaf => Path.GetRelativePath(directory, leaf).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault(leaf => !own.Contains(leaf));
    }

    /// <summary>Files, links and empty directories; links are not followed.</summary>
    private static IEnumerable<string> Leaves(DirectoryInfo directory)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos())
        {
            var below = entry is DirectoryInfo { LinkTarget: null } folder ? Leaves(folder).ToArray() : [];

            if (below.Length == 0)
                yield return entry.FullName;

            foreach (var leaf in below)
                yield return leaf;
        }
    }
}
