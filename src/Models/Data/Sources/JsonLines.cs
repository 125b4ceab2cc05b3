using System.Globalization;
using System.Text.Json;

namespace Riverrun.Models.Data.Sources;

/// <summary>Reads one field of each line of a JSON lines file.</summary>
internal static class JsonLines
{
    /// <summary>The strings in <paramref name="field"/>, a line each; empty lines are passed over.</summary>
    /// <exception cref="CorpusException">A line is no JSON object with that field, or the field is no
    /// string.</exception>
    public static IEnumerable<string> Documents(TextReader lines, string file, string field)
    {
        for (var number = 1L; lines.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return Field(line, field, new Place(file, number));
        }
    }

    private static string Field(string line, string field, Place where)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new CorpusException(
                    $"{where} is a JSON {document.RootElement.ValueKind}; it must be an object with the field "
                        + $"'{field}'.");

            if (!document.RootElement.TryGetProperty(field, out var value))
            {
                var fields = string.Join(
                    ", ", document.RootElement.EnumerateObject().Select(property => property.Name));
                throw new CorpusException(
                    $"{where} has no field '{field}'; it has {(fields.Length == 0 ? "none" : fields)}.");
            }

            return value.ValueKind == JsonValueKind.String
                ? value.GetString() ?? ""
                : throw new CorpusException(
                    $"{where} has a {value.ValueKind} in field '{field}'; it must be a string.");
        }
        catch (JsonException cause)
        {
            var what = cause.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new CorpusException($"{where.At(cause.BytePositionInLine ?? 0)} is no valid JSON: {what}.", cause);
        }
        catch (InvalidOperationException cause)
        {
            throw new CorpusException(
                $"{where} holds a string that is no valid Unicode: {cause.Message.TrimEnd('.')}.", cause);
        }
    }

    /// <summary>A line of a file, which is looked for only when somebody must be told where it is.</summary>
    private readonly record struct Place(string File, long Line)
    {
        public override string ToString() => At(0);

        public string At(long byteInLine) => string.Create(
            CultureInfo.InvariantCulture,
            $"{File} line {Line}, byte offset {FilePlace.OfLine(File, Line) + byteInLine},");
    }
}
