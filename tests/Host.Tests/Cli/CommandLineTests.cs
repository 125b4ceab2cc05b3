using System.CommandLine;
using System.Text.Json.Nodes;
using Riverrun.Host.Cli;
using Riverrun.Host.Tests.Specs;
using Riverrun.Models.Recipes;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-cli-");

    private string Home => Path.Combine(_directory.FullName, "home");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("run")]
    [InlineData("recipes")]
    [InlineData("devices")]
    [InlineData("doctor")]
    [InlineData("ls")]
    [InlineData("show")]
    [InlineData("events")]
    [InlineData("watch")]
    [InlineData("budget add")]
    [InlineData("budget remove")]
    [InlineData("fork")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("cancel")]
    [InlineData("verify")]
    [InlineData("checkpoints")]
    [InlineData("gc")]
    [InlineData("sample")]
    [InlineData("export")]
    [InlineData("compare")]
    [InlineData("serve")]
    [InlineData("submit")]
    [InlineData("worker")]
    [InlineData("health")]
    [InlineData("completion")]
    public async Task Every_verb_explains_itself(string verb)
    {
        var (code, output, _) = await RunAsync([.. verb.Split(' '), "--help"]);

        Assert.Equal(0, code);
        Assert.Contains("--json", output, StringComparison.Ordinal);
        Assert.StartsWith($"riverrun {verb} ", output.Split("Usage:\n  ")[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Riverrun.Host", output, StringComparison.Ordinal);
        Assert.All(
            output.Split("Examples:\n")[1].TrimEnd('\n').Split('\n'),
            example =>
            {
                Assert.StartsWith($"  riverrun {verb}", example, StringComparison.Ordinal);
                Assert.Empty(CommandLine.Root().Parse(example["  riverrun ".Length..].Split(" >> ")[0]).Errors);
            });
    }

    [Fact]
    public void Every_verb_has_an_example() => Assert.All(
        Verbs(CommandLine.Root(), ""), verb => Assert.NotEmpty(Examples.Of(verb)));

    [Fact]
    public async Task The_version_is_told_with_its_commit()
    {
        var (code, output, error) = await RunAsync("--version");
        var json = JsonNode.Parse((await RunAsync("--version", "--json")).Output)!.AsObject();

        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"^\d+\.\d+\.\d+$", json["version"]!.GetValue<string>());
        Assert.Matches("^([0-9a-f]{40}|unknown)$", json["commit"]!.GetValue<string>());
        Assert.Equal($"riverrun {json["version"]}, commit {json["commit"]}", output.TrimEnd());
    }

    [Theory]
    [InlineData("shwo wsd-s",
        "Unrecognized command or argument 'shwo'; perhaps you meant show; riverrun --help lists verbs and options.")]
    [InlineData("budget ad wsd-s 60",
        "Unrecognized command or argument 'ad'; perhaps you meant add; riverrun --help lists verbs and options.")]
    [InlineData("frobnicate",
        "Unrecognized command or argument 'frobnicate'; riverrun --help lists verbs and options.")]
    [InlineData("show wsd-s --jsno",
        "Unrecognized command or argument '--jsno'; perhaps you meant --json; riverrun --help lists verbs and "
            + "options.")]
    [InlineData("run wsd-s --sacle smoke",
        "Unrecognized command or argument '--sacle'; perhaps you meant --scale; riverrun --help lists verbs and "
            + "options.")]
    [InlineData("run wsds", "wsds is neither a recipe nor a file; perhaps you meant wsd-s.")]
    [InlineData("recipes cosin", "There is no recipe cosin; perhaps you meant cosine; there are wsd-s")]
    [InlineData("run", "Required argument missing for command: 'run'; riverrun --help lists verbs and options.")]
    [InlineData("run wsd-s --scale huge", "Argument 'huge' not recognized. Must be one of: 'smoke' 'small' 'paper'")]
    [InlineData("budget add wsd-s many", "many")]
    [InlineData("export wsd-s --to png out", "png")]
    [InlineData("run nosuch",
        "nosuch is neither a recipe nor a file; the recipes are wsd-s, wsd, wsm, cyclic-cosine, cosine, river-valley")]
    [InlineData("run wsd-s --dry-run --set model.layrs=2",
        "--set model.layrs=2: model.layrs is not a key that exists here; perhaps you meant model.layers.")]
    [InlineData("recipes nosuch",
        "There is no recipe nosuch; there are wsd-s, wsd, wsm, cyclic-cosine, cosine, river-valley")]
    [InlineData("recipes --url http://127.0.0.1:1",
        "recipes lists what this program knows, and a coordinator takes what it is sent; leave --url "
            + "http://127.0.0.1:1 out.")]
    [InlineData("health --url http://127.0.0.1:1/",
        "health asks about a home of this machine; leave --url http://127.0.0.1:1/ out, and ask "
            + "http://127.0.0.1:1/health/ready about the coordinator there.")]
    [InlineData("worker --url http://127.0.0.1:1",
        "worker finds coordinators where they listen for each other; leave --url http://127.0.0.1:1 out, and name "
            + "them with --coordinators HOST:PORT or RIVERRUN_COORDINATORS.")]
    [InlineData("sample wsd-s --tokens -1",
        "--tokens is -1; it must be a whole number from 0 to 1000000; riverrun --help lists verbs and options.")]
    [InlineData("sample wsd-s --temperature -0.5",
        "--temperature is -0.5; it must be 0, or a number from 0.000001 to 1000000; riverrun --help lists verbs and "
            + "options.")]
    [InlineData("sample wsd-s --temperature 0,8",
        "--temperature is 0,8; it must be 0, or a number from 0.000001 to 1000000; riverrun --help lists verbs and "
            + "options.")]
    [InlineData("sample wsd-s --temperature 1e-300",
        "--temperature is 1e-300; it must be 0, or a number from 0.000001 to 1000000; riverrun --help lists verbs and "
            + "options.")]
    [InlineData("sample wsd-s --temperature 1e300",
        "--temperature is 1e300; it must be 0, or a number from 0.000001 to 1000000; riverrun --help lists verbs and "
            + "options.")]
    [InlineData("sample wsd-s --temperature NaN",
        "--temperature is NaN; it must be 0, or a number from 0.000001 to 1000000; riverrun --help lists verbs and "
            + "options.")]
    [InlineData("sample wsd-s --temperature Infinity",
        "--temperature is Infinity; it must be 0, or a number from 0.000001 to 1000000; riverrun --help lists verbs "
            + "and options.")]
    [InlineData("sample wsd-s --temperature 1_0",
        "--temperature is 1_0; it must be 0, or a number from 0.000001 to 1000000; riverrun --help lists verbs and "
            + "options.")]
    [InlineData("sample wsd-s --tokens 1,000",
        "--tokens is 1,000; it must be a whole number from 0 to 1000000; riverrun")]
    [InlineData("sample wsd-s --seed 0x10", "--seed is 0x10; it must be a whole number of at least 0; riverrun")]
    [InlineData("sample wsd-s --budget 1.5", "--budget is 1.5; it must be a whole number of at least 1; riverrun")]
    [InlineData("budget add wsd-s 1,200",
        "STEPS is 1,200; it must be a whole number from 1 to 1000000000000; riverrun")]
    [InlineData("budget remove wsd-s 0", "STEPS is 0; it must be a whole number from 1 to 1000000000000; riverrun")]
    [InlineData("fork wsd-s --branch river --at 1e-1",
        "--at is 1e-1; it must be a whole number of at least 0; riverrun")]
    [InlineData("events wsd-s --after 9223372036854775808",
        "--after is 9223372036854775808; it must be a whole number from 0 to 9223372036854775807; riverrun")]
    [InlineData("events wsd-s --last 1,000",
        "--last is 1,000; it must be a whole number from 1 to 2147483647; riverrun")]
    [InlineData("events wsd-s --limit 0", "--limit is 0; it must be a whole number from 1 to 2147483647; riverrun")]
    [InlineData("export wsd-s --to csv out --budget +5",
        "--budget is +5; it must be a whole number of at least 1; riverrun")]
    [InlineData("serve --cluster-port 7,448",
        "--cluster-port is 7,448; it must be a whole number from 0 to 65535; riverrun")]
    [InlineData("run wsd-s --dry-run --seed 1,0", "--seed is 1,0; it must be a whole number of at least 0; riverrun")]
    [InlineData("run wsd-s --dry-run --set seed=1_0", "seed is 1_0; it must be a whole number of at least 0.")]
    public async Task A_wrong_call_is_one_sentence_on_stderr_and_exit_code_2(string words, string sentence)
    {
        var (code, output, error) = await RunAsync(words.Split(' '));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_verb_that_looks_makes_no_home()
    {
        var (code, _, error) = await RunAsync("ls", "--home", Home);

        Assert.Equal(1, code);
        Assert.Equal($"There is no home {Home}; riverrun run makes one, and --home names another.\n", error);
        Assert.False(Directory.Exists(Home));
    }

    [Fact]
    public async Task Debug_shows_where_it_went_wrong()
    {
        var (_, _, error) = await RunAsync("ls", "--home", Home, "--debug");

        Assert.Contains("HomeException", error, StringComparison.Ordinal);
        Assert.Contains("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_prints_plan_and_ledger_and_starts_nothing()
    {
        var (code, output, _) = await RunAsync("run", "wsd", "--dry-run", "--json", "--home", Home);

        var plan = JsonNode.Parse(output)![0]!;
        Assert.Equal((0, 1720), (code, plan["ledger"]!["campaignSteps"]!.GetValue<int>()));
        Assert.Equal(
            ["river", "budget-400", "budget-800", "budget-1600"],
            plan["branches"]!.AsArray().Select(branch => branch!["name"]!.GetValue<string>()));
        Assert.False(Directory.Exists(Home));
    }

    [Fact]
    public async Task A_dry_run_says_what_it_takes_and_a_spec_that_runs_again()
    {
        var (code, output, _) = await RunAsync("run", "wsd", "--dry-run", "--json", "--home", Home, "--seed", "5");

        var plan = JsonNode.Parse(output)![0]!;
        Assert.Equal((0, 117_056, 1024d, 1720 * 1024d), (
            code, plan["parameters"]!.GetValue<long>(), plan["tokensPerStep"]!.GetValue<double>(),
            plan["tokens"]!.GetValue<double>()));
        Assert.True(plan["memory"]!["totalBytes"]!.GetValue<long>() > plan["memory"]![
            "certainBytes"]!.GetValue<long>());
        Assert.True(plan["expectedSeconds"]!.GetValue<double>() > 0);
        Assert.StartsWith("Riverrun ", plan["build"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(plan["device"]!["memoryBytes"]!.GetValue<long>() > 0);

        using var file = new TemporarySpec(plan["spec"]!.GetValue<string>());
        var (_, again, _) = await RunAsync("run", file.Path, "--dry-run", "--json", "--home", Home);

        Assert.Equal(plan["spec"]!.GetValue<string>(), JsonNode.Parse(again)![0]!["spec"]!.GetValue<string>());
        var (_, text, _) = await RunAsync("run", file.Path, "--dry-run", "--home", Home);
        Assert.Contains("Model: 117,056 parameters.", text, StringComparison.Ordinal);
        Assert.EndsWith(plan["spec"]!.GetValue<string>(), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_no_memory_holds_is_refused_before_there_is_a_home()
    {
        var (code, output, error) = await RunAsync(
            "run", "wsd-s", "--home", Home, "--set", "model.width=65536", "--set", "model.layers=100");

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("Run wsd-s needs at least ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(Home));
    }

    [Fact]
    public async Task The_recipes_are_listed_with_their_papers()
    {
        var (code, output, _) = await RunAsync("recipes", "--json");

        Assert.Equal(0, code);
        Assert.Equal(
            RecipeBook.All.Select(recipe => recipe.Name),
            JsonNode.Parse(output)!.AsArray().Select(recipe => recipe!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_keys_of_a_kind_are_listed_with_range_and_default()
    {
        var (code, output, _) = await RunAsync("recipes", "--keys", "adamw");
        var (wrong, _, error) = await RunAsync("recipes", "--keys", "adamx");
        var (_, all, _) = await RunAsync("recipes", "--keys", "--json");

        Assert.Equal(0, code);
        Assert.Matches(@"optimizer\.beta2 +adamw +number +from 0 to below 1 +0\.95 +Decay of the second moment", output);
        Assert.Equal(7, output.TrimEnd().Split('\n').Length);
        Assert.Equal(
            (2, "--keys is adamx, which is neither a kind nor a section of a spec; perhaps you meant adamw."),
            (wrong, error.Trim()));
        Assert.Equal(
            SpecReference.All().Select(key => key.Path),
            JsonNode.Parse(all)!.AsArray().Select(key => key!["path"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_doctor_looks_at_everything_and_changes_nothing()
    {
        var (code, output, _) = await RunAsync("doctor", "--json", "--home", Home);

        var findings = JsonNode.Parse(output)!.AsArray();
        Assert.Equal(
            ["home", "disk", "libtorch", "dotnet-docs", "threads", "memory"],
            findings.Select(finding => finding!["check"]!.GetValue<string>()));
        Assert.Equal(findings.All(finding => finding!["ok"]!.GetValue<bool>()) ? 0 : 1, code);
        Assert.False(Directory.Exists(Home));
    }

    private static IEnumerable<string> Verbs(Command command, string name) =>
        [name, .. command.Subcommands.Where(verb => !verb.Hidden)
            .SelectMany(verb => Verbs(verb, $"{name} {verb.Name}".TrimStart()))];

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(words, output, error);

        return (code, output.ToString(), error.ToString());
    }
}
