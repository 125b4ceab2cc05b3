using System.Text.Json.Nodes;
using Riverrun.Host.Api;
using Riverrun.Models.Hocon;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Cli;

/// <summary>The keys of specs as text: what <c>recipes --keys</c> prints.</summary>
internal static class KeyList
{
    /// <summary>The keys of a kind or section, or all.</summary>
    /// <param name="wanted">The kind or section; null for all.</param>
    /// <param name="asJson">Whether a program reads it.</param>
    /// <exception cref="InvalidConfigurationException">There is no such kind or section.</exception>
    public static string Of(string? wanted, bool asJson)
    {
        var keys = wanted is null ? SpecReference.All() : SpecReference.Of(wanted);

        if (keys.Count == 0)
            throw Unknown(wanted!);

        if (asJson)
            return new JsonArray([.. keys.Select(Json)]).ToJsonString(RelaxedJson.Options) + Environment.NewLine;

        var table = new TextTable("KEY", "OF KIND", "UNIT", "RANGE", "DEFAULT", "MEANING");

        foreach (var key in keys)
            table.Row(
                key.Path,
                string.Join(", ", key.Kinds),
                key.Unit,
                key.Range,
                key.Default.Length > 0 ? key.Default : "must be written",
                key.Meaning);

        return table.ToString();
    }

    private static JsonObject Json(SpecKey key) => new()
    {
        ["path"] = key.Path,
        ["kinds"] = new JsonArray([.. key.Kinds.Select(kind => (JsonNode)kind)]),
        ["unit"] = key.Unit,
        ["range"] = key.Range,
        ["default"] = key.Default.Length > 0 ? key.Default : null,
        ["meaning"] = key.Meaning,
    };

    private static InvalidConfigurationException Unknown(string wanted)
    {
        var names = SpecReference.Names();
        var hint = NearestName.Find(wanted, names) is { } near
            ? $"perhaps you meant {near}"
            : $"there are {string.Join(", ", names)}";

        return new InvalidConfigurationException(
            $"--keys is {wanted}, which is neither a kind nor a section of a spec; {hint}.");
    }
}
