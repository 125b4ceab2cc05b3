using System.Text.Json;

namespace Riverrun.Models.Data.Sources;

/// <summary>Reads one field of each line of a JSON lines file.</summary>
internal static class JsonLines
{
    /// <summary>The strings in <paramref name="field"/>, a line each; empty lines are passed over.</summary>
    /// <exception cref="CorpusException">A line is no JSON object with that field, or the field is no string.</exception>
    public static IEnumerable<string> Documents(TextReader lines, string file, string field)
    {
        for (var number = 1; lines.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return Field(line, field, $"{file} line {number}");
        }
    }

    private static string Field(string line, string field, string where)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new CorpusException(
                    $"{where} is a JSON {document.RootElement.ValueKind}; it must be an object with the field '{field}'.");

            if (!document.RootElement.TryGetProperty(field, out var value))
            {
                var fields = string.Join(", ", document.RootElement.EnumerateObject().Select(property => property.Name));
                throw new CorpusException($"{where} has no field '{field}'; it has {(fields.Length == 0 ? "none" : fields)}.");
            }

            return value.ValueKind == JsonValueKind.String
                ? value.GetString() ?? ""
                : throw new CorpusException($"{where} has a {value.ValueKind} in field '{field}'; it must be a string.");
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            throw new CorpusException($"{where} is no valid JSON: {cause.Message}", cause);
        }
    }
}
