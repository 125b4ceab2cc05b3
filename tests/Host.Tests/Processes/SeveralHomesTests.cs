using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Processes;

/// <summary><c>HOME:RUN</c> names a run of another home.</summary>
public sealed class SeveralHomesTests(FinishedRun finished) : IClassFixture<FinishedRun>, IDisposable
{
    private readonly TemporaryHome _other = finished.Copy();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _other.Dispose();

    [Fact]
    public async Task Runs_of_one_name_in_two_homes_stand_in_one_table_under_their_own_names()
    {
        var words = $"{_other.Path}:wsd-s";

        var (code, output, error) = await RiverrunProcess.RunAsync(
            finished.Home.Path, Cancel, "compare", "wsd-s", words, "--json");

        Assert.True(code == 0, error);
        var compared = JsonNode.Parse(output)!;
        Assert.Equal(["wsd-s", words], compared["runs"]!.AsArray().Select(run => run!["name"]!.GetValue<string>()));
        var rows = Assert.Single(compared["groups"]!.AsArray())!["rows"]!.AsArray();
        Assert.Equal(
            2, rows.Where(row => row!["budget"]!.GetValue<long>() == 120).Select(row => row!["run"]!.GetValue<string>())
                .Distinct().Count());
        Assert.StartsWith(finished.Home.Path, compared["report"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_another_home_is_exported_from_there_and_no_home_is_made_here()
    {
        using var nowhere = new TemporaryHome();
        using var target = new TemporaryHome();

        var (code, output, error) = await RiverrunProcess.RunAsync(
            nowhere.Path, Cancel, "export", $"{_other.Path}:wsd-s", "--to", "csv", target.Path);

        Assert.True(code == 0, error);
        Assert.Equal($"{target.Path}\n", output);
        Assert.True(File.Exists(Path.Combine(target.Path, "budgets.csv")));
        Assert.False(Directory.Exists(nowhere.Path));
    }

    [Fact]
    public async Task A_run_that_another_home_lacks_is_named_with_that_home_and_the_nearest_there()
    {
        var (code, _, error) = await RiverrunProcess.RunAsync(
            finished.Home.Path, Cancel, "compare", "wsd-s", $"{_other.Path}:wsds");

        Assert.Equal(2, code);
        Assert.Equal($"There is no run wsds in {_other.Path}; perhaps you meant wsd-s.\n", error);
    }
}
