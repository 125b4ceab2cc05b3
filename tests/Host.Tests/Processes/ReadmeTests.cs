using System.Text.RegularExpressions;

namespace Riverrun.Host.Tests.Processes;

public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public async Task The_spec_in_the_readme_can_be_run()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var home = new TemporaryHome();
        Directory.CreateDirectory(home.Path);
        var file = Path.Combine(home.Path, "my-river.conf");
        await File.WriteAllTextAsync(file, Spec().Match(Readme).Groups[1].Value, cancel);

        var (code, output, error) = await RiverrunProcess.RunAsync(home.Path, cancel, "run", file, "--dry-run");

        Assert.True(code == 0, error);
        Assert.Contains("budget 8000", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_recipe_that_the_readme_runs_ships()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var home = new TemporaryHome();

        var (_, output, _) = await RiverrunProcess.RunAsync(home.Path, cancel, "recipes");

        Assert.All(
            Runs().Matches(Readme).Select(match => match.Groups[1].Value)
                .Where(name => !name.EndsWith(".conf", StringComparison.Ordinal)),
            name => Assert.Contains(name, output, StringComparison.Ordinal));
    }

    [GeneratedRegex("```hocon\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Spec();

    [GeneratedRegex(@"(?:riverrun|--) run ([a-z.-]+)")]
    private static partial Regex Runs();
}
