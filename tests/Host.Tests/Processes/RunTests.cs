using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Processes;

/// <summary>The whole program, as a user meets it.</summary>
public sealed class RunTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_run_delivers_a_model_at_every_budget_with_a_table_and_a_report()
    {
        var (code, output, error) =
            await RiverrunProcess.RunAsync(_home.Path, Cancel, [.. TemporaryHome.SmallRun, "--json"]);

        Assert.True(code == 0, error);
        var result = JsonNode.Parse(output)!;
        var budgets = result["runs"]![0]!["budgets"]!.AsArray();
        Assert.Equal([60L, 120, 240], budgets.Select(budget => budget!["steps"]!.GetValue<long>()));
        Assert.All(budgets, budget =>
            Assert.Matches("^sha256:[0-9a-f]{64}$", budget!["checkpoint"]!.GetValue<string>()));
        Assert.Equal(240, result["runs"]![0]!["spentSteps"]!.GetValue<long>());
        Assert.Equal(3, result["samples"]!.AsArray().Count);
        Assert.Contains("wsd-s: budgets 60, 120, 240", error, StringComparison.Ordinal);
        Assert.Contains(
            "<html",
            await File.ReadAllTextAsync(result["report"]!.GetValue<string>(), Cancel),
            StringComparison.OrdinalIgnoreCase);

        var verified = await RiverrunProcess.RunAsync(_home.Path, Cancel, "verify", "wsd-s");
        Assert.True(verified.Code == 0, verified.Output + verified.Error);
    }

    [Fact]
    public async Task The_same_command_again_changes_nothing()
    {
        await RiverrunProcess.RunAsync(_home.Path, Cancel, TemporaryHome.SmallRun);
        var first = await _home.ShowAsync("wsd-s", Cancel);

        var (code, _, error) = await RiverrunProcess.RunAsync(_home.Path, Cancel, TemporaryHome.SmallRun);

        Assert.True(code == 0, error);
        Assert.Equal(first.ToJsonString(), (await _home.ShowAsync("wsd-s", Cancel)).ToJsonString());
    }

    [Fact]
    public async Task Another_spec_under_the_same_name_is_refused_with_the_key()
    {
        await RiverrunProcess.RunAsync(_home.Path, Cancel, TemporaryHome.SmallRun);

        var (code, _, error) =
            await RiverrunProcess.RunAsync(_home.Path, Cancel, [.. TemporaryHome.SmallRun, "--seed", "2"]);

        Assert.Equal(2, code);
        Assert.Equal(
            "The run wsd-s exists in this home with another spec: seed is 1 there and 2 here; "
            + "ask for the same, or choose another --name.\n", error);
    }

    [Fact]
    public async Task Every_policy_delivers_the_first_budget_it_shares_with_the_same_bits()
    {
        string[] policy = ["--set", "policy=wsd", "--name", "other"];
        await RiverrunProcess.RunAsync(_home.Path, Cancel, TemporaryHome.SmallRun);
        await RiverrunProcess.RunAsync(_home.Path, Cancel, [.. TemporaryHome.SmallRun, .. policy]);

        var river = (await _home.ShowAsync("wsd-s", Cancel))["budgets"]!.AsArray();
        var trunk = (await _home.ShowAsync("other", Cancel))["budgets"]!.AsArray();

        Assert.Equal(
            river[0]!["validationLossNats"]!.GetValue<double>(), trunk[0]!["validationLossNats"]!.GetValue<double>());
        Assert.NotEqual(
            river[1]!["validationLossNats"]!.GetValue<double>(), trunk[1]!["validationLossNats"]!.GetValue<double>());
    }
}
