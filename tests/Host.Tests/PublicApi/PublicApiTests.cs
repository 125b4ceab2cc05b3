using System.Reflection;
using System.Runtime.CompilerServices;
using Riverrun.Actors;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Tests.PublicApi;

/// <summary>
/// What other projects can name is a promise, as the wire is: each public member is a line of a file, and a change of
/// one is a decision.
/// </summary>
public sealed class PublicApiTests
{
    private const string Command =
        "RIVERRUN_APPROVE=1 dotnet test --project tests/Host.Tests -c Release --filter-class '*PublicApiTests'";

    [Theory]
    [InlineData("Models")]
    [InlineData("Actors")]
    [InlineData("Host")]
    public void What_is_public_is_what_the_file_says(string project)
    {
        // It has one, as every file here.
        var file = Path.Combine(Path.GetDirectoryName(ThisFile())!, $"{project}.txt");
        List<string> found = [.. ApiLines.Of(Assembly(project))];

        if (Environment.GetEnvironmentVariable("RIVERRUN_APPROVE") == "1")
            File.WriteAllLines(file, found);

        var approved = File.ReadAllLines(file);
        List<string> differing =
        [
            .. approved.Except(found).Select(line => $"- {line}"),
            .. found.Except(approved).Select(line => $"+ {line}"),
        ];

        Assert.True(differing.Count == 0, $"""
            The public members of {project} are not those of {file}:
            {string.Join(Environment.NewLine, differing)}
            Where that is meant, this writes the file anew: {Command}
            """);
    }

    [Fact]
    public void A_member_is_one_line_with_all_that_a_caller_may_rely_on() => Assert.Equal(
        [
            "Riverrun.Host.Tests.PublicApi.Shown : abstract class",
            "Riverrun.Host.Tests.PublicApi.Shown.Count : int { get; }",
            "Riverrun.Host.Tests.PublicApi.Shown.Find<T>(string? name, T[] among, int most = 7) : T?",
            "Riverrun.Host.Tests.PublicApi.Shown.Kept : IReadOnlyList<(long, string)> { get; init; }",
            "Riverrun.Host.Tests.PublicApi.Shown.Most = 7 : const int",
            "Riverrun.Host.Tests.PublicApi.Shown.Shown() : protected",
            "Riverrun.Host.Tests.PublicApi.Shown.Turn() : protected abstract void",
        ],
        ApiLines.Of(typeof(Shown)));

    private static Assembly Assembly(string project) => project switch
    {
        "Models" => typeof(RunSpec).Assembly,
        "Actors" => typeof(ActorsHosting).Assembly,
        _ => typeof(RiverrunProgram).Assembly,
    };

    private static string ThisFile([CallerFilePath] string file = "") => file;
}
