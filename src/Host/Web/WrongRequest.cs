using System.Text.Json;
using System.Text.RegularExpressions;

namespace Riverrun.Host.Web;

/// <summary>What the framework refuses before a resource is asked, in words of the API.</summary>
internal static partial class WrongRequest
{
    /// <summary>One sentence.</summary>
    /// <param name="context">The request.</param>
    /// <param name="bad">What the framework said.</param>
    public static string Sentence(HttpContext context, BadHttpRequestException bad) =>
        (bad.InnerException, bad.StatusCode) switch
        {
            (JsonException wrong, _) => WrongBody.Sentence(wrong),
            (FormatException wrong, _) => wrong.Message,
            (_, 400) when OfParameter().Match(bad.Message) is { Success: true } parameter =>
                $"{parameter.Groups["name"]} is "
                + $"{(parameter.Groups["value"].Value is { Length: > 0 } value ? value : "empty")}; "
                + $"it must be {Right(parameter.Groups["type"].Value)}.",
            (_, 400) when bad.Message.Contains("no body was provided", StringComparison.Ordinal) =>
                "This request has no body; it must have one of application/json, and /openapi.json says which.",
            var (_, status) => StatusPages.Detail(context, status)
                ?? "This request cannot be read; /openapi.json says what there is.",
        };

    private static string Right(string type) => type.Contains("bool", StringComparison.OrdinalIgnoreCase)
        ? "true or false" : "a whole number";

    [GeneratedRegex("""\AFailed to bind parameter "(?<type>.*) (?<name>\w+)" from "(?<value>.*)"\.\z""", RegexOptions.Singleline)]
    private static partial Regex OfParameter();
}
