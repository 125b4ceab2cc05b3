using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Riverrun.Models.Recipes;

namespace Riverrun.Host.Export;

/// <summary>
/// What a study found of its paper's claims: in a table of its report, and as <c>verdict.json</c> beside it.
/// </summary>
internal static class Verdicts
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "verdict.json";

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A claim's verdict in words, with what it would take.</summary>
    public static string Word(Claim claim) => claim.Verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.DoesNotHold => "DOES NOT HOLD",
        _ => claim.SeedsToDecide is { } seeds
            ? string.Create(CultureInfo.InvariantCulture, $"undecided; about {seeds} seeds would tell")
            : "undecided",
    };

    /// <summary>The claims as JSON.</summary>
    public static JsonArray Json(IReadOnlyList<Claim> claims) => new([.. claims.Select(claim => new JsonObject
    {
        ["statement"] = claim.Statement,
        ["measured"] = claim.Measured,
        ["verdict"] = JsonSerializer.SerializeToNode(claim.Verdict),
        ["seedsToDecide"] = claim.SeedsToDecide,
    })]);

    /// <summary>Writes the file beside a report.</summary>
    public static void Write(IReadOnlyList<Claim> claims, string report)
    {
        // A report is a file in a directory.
        var file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(report))!, FileName);

        if (claims.Count > 0)
            File.WriteAllText(file, Json(claims).ToJsonString(Indented) + "\n");
        else
            File.Delete(file);
    }

    /// <summary>The section of a report; empty where nothing is claimed.</summary>
    public static Html Section(IReadOnlyList<Claim> claims) => claims.Count == 0
        ? Html.Empty
        : Html.Of($"""
            <section aria-label="Claims">
            <h2>What the paper says</h2>
            {Page.Table(
                "Each claim with what was measured: mean over seeds and its 95 % confidence interval, paired by seed where two are compared",
                ["claim", "measured", "verdict"],
                claims.Select(claim => Html.Of(
                    $"<tr><th scope=\"row\">{claim.Statement}</th><td>{claim.Measured}</td><td>{Word(claim)}</td></tr>")))}
            </section>

            """);
}
