using System.Text.Json.Nodes;
using Riverrun.Host.Export;
using Riverrun.Models.Recipes;

namespace Riverrun.Host.Tests.Export;

public sealed class VerdictsTests : IDisposable
{
    private static readonly Claim[] Claims =
    [
        Claim.AtMost("a is below b", new OverSeeds([-1, -1.1, -0.9]), 0, "0.0"),
        Claim.AtMost("c is below d", new OverSeeds([-1, 1.2, 0.5, -0.9]), 0.2, "0.0"),
        Claim.AtLeast("e is above f", new OverSeeds([-1, -1.1, -0.9]), 0, "0.0"),
    ];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-verdicts-");

    private string Report => Path.Combine(_directory.FullName, "report.html");

    private string Written => Path.Combine(_directory.FullName, Verdicts.FileName);

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_file_has_each_claim_with_its_verdict_and_goes_when_there_is_none()
    {
        Verdicts.Write(Claims, Report);
        var read = JsonNode.Parse(File.ReadAllText(Written))!.AsArray();
        Verdicts.Write([], Report);

        Assert.Equal(["holds", "undecided", "does not hold"], read.Select(claim => (string?)claim!["verdict"]));
        Assert.Equal("-1.0 ± 0.2 over 3 seeds", (string?)read[0]!["measured"]);
        Assert.True((int?)read[1]!["seedsToDecide"] > 4);
        Assert.Null(read[0]!["seedsToDecide"]);
        Assert.False(File.Exists(Written));
    }

    [Fact]
    public void The_report_and_the_terminal_say_what_would_decide()
    {
        Assert.Equal(["holds", "DOES NOT HOLD"], [Verdicts.Word(Claims[0]), Verdicts.Word(Claims[2])]);
        Assert.Equal($"undecided; about {Claims[1].SeedsToDecide} seeds would tell", Verdicts.Word(Claims[1]));
        Assert.Contains("about ", $"{Verdicts.Section(Claims)}", StringComparison.Ordinal);
        Assert.Equal("", $"{Verdicts.Section([])}");
    }
}
