using System.Text.Json.Nodes;
using Riverrun.Host.Api;
using Riverrun.Host.Printing;
using Riverrun.Models.Training;

namespace Riverrun.Host.Cli;

/// <summary>
/// Writes what an event holds so that it fits into a line: columns by their length, figures by their names.
/// </summary>
internal static class EventText
{
    private const int Longest = 100;
    private const int MostInFull = 4;

    /// <summary>A field's value.</summary>
    public static string Of(JsonNode? value)
    {
        var text = value switch
        {
            null => "-",
            JsonObject evaluation when evaluation["measures"] is JsonArray measures => Measures(measures),
            JsonObject columns when columns.Any(column => IsLong(column.Value)) =>
                $"{{{string.Join(", ", columns.Select(column => $"{column.Key}: {Of(column.Value)}"))}}}",
            JsonArray { Count: > 0 } figures when figures.All(figure => Name(figure) is not null) =>
                $"[{string.Join(", ", figures.Select(Name))}]",
            JsonArray array when IsLong(array) => $"[{array.Count} values]",
            _ => value.ToJsonString(RelaxedJson.Options),
        };

        return text.Length > Longest ? text[..(Longest - 3)] + "..." : text;
    }

    private static string Measures(JsonArray measures) =>
        string.Join(", ", measures.OfType<JsonObject>().Select(measure =>
        FigureText.Phrase(new Measure(
            new Figure(Name(measure["figure"]) ?? "", measure["figure"]?["unit"]?.GetValue<string>() ?? ""),
            measure["value"]?.GetValue<double>() ?? double.NaN))));

    private static bool IsLong(JsonNode? value) => value is JsonArray { Count: > MostInFull };

    private static string? Name(JsonNode? figure) =>
        figure is JsonObject { Count: > 0 } named && named["better"] is not null
            ? named["name"]?.GetValue<string>() : null;
}
