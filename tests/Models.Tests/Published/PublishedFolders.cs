using System.Text.Json.Nodes;

namespace Riverrun.Models.Tests.Published;

/// <summary>The folders that <c>published.py</c> made.</summary>
internal static class PublishedFolders
{
    /// <summary>One of them.</summary>
    public static string Of(string name) => Path.Combine(AppContext.BaseDirectory, "Published", "Folders", name);

    /// <summary>A copy of one that may be spoiled.</summary>
    public static string Copy(TemporaryDirectory directory, string name)
    {
        var copy = directory.File(name);
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(Of(name)))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    /// <summary>Changes one of its JSON files.</summary>
    public static void Change(string folder, string file, Action<JsonObject> change)
    {
        var path = Path.Combine(folder, file);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }
}
