using System.Text.Json;
using System.Text.RegularExpressions;

namespace Riverrun.Host.Web;

/// <summary>
/// Says what is wrong with the JSON of a request in words of the API. The serializer says it too, in words of the
/// program that reads it; only the names of members and the place are taken from that.
/// </summary>
internal static partial class WrongBody
{
    private const string Document = "/openapi.json says what it takes";

    /// <summary>One sentence.</summary>
    /// <param name="wrong">What the serializer said.</param>
    public static string Sentence(JsonException wrong)
    {
        var (said, member) = (wrong.Message, Member(wrong.Path));

        if (said.Contains("missing required", StringComparison.Ordinal))
            return $"The body of this request lacks "
                + $"{string.Join(" and ", Quoted(said[said.IndexOf(':', StringComparison.Ordinal)..]))}; {Document}.";

        if (said.Contains("could not be mapped", StringComparison.Ordinal))
            return $"The body of this request has {Quoted(said).FirstOrDefault("a member")}, which nothing here "
                + $"reads; {Document}.";

        if (said.Contains("null", StringComparison.Ordinal) && said.Contains("parameter", StringComparison.Ordinal))
            return $"In the body of this request "
                + $"{JsonNamingPolicy.CamelCase.ConvertName(Quoted(said).FirstOrDefault("a member"))} is null; it "
                + "must have a value.";

        if (said.Contains("could not be converted", StringComparison.Ordinal))
            return member.Length == 0
                ? $"The body of this request is no JSON object; {Document}."
                : $"In the body of this request {member} is of the wrong kind; it must be "
                    + $"{Right($"{said} {wrong.InnerException?.Message}")}.";

        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"The body of this request is no JSON: it goes wrong in line {wrong.LineNumber + 1} after "
                + $"{wrong.BytePositionInLine} bytes.");
    }

    private static string Right(string said) => said switch
    {
        _ when said.Contains("Int64", StringComparison.Ordinal)
            || said.Contains("as a number", StringComparison.Ordinal) => "a whole number",
        _ when said.Contains("IReadOnlyList", StringComparison.Ordinal) => "texts between brackets",
        _ => "text",
    };

    private static string Member(string? path) => path is null or "$"
        ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;

    private static IEnumerable<string> Quoted(string said) =>
        Names().Matches(said).Select(match => match.Groups[1].Value);

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Names();
}
