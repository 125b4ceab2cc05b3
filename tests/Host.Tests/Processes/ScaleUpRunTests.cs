using System.Text.Json.Nodes;
using Riverrun.Host.Tests.Specs;

namespace Riverrun.Host.Tests.Processes;

/// <summary>
/// A model that grows in the middle of a fixed plan: trained small, born larger in a stage of no step, trained on.
/// </summary>
public sealed class ScaleUpRunTests
{
    private const string Text = """
        name = growing
        policy = staged
        learning-rate { peak = 1e-3, warm-up-steps = 5, decay { basis = steps, value = 0 } }
        model { kind = llama, layers = 1, width = 16, heads = 2, key-value-heads = 2, tied-embeddings = false }
        data { kind = dotnet-docs, context = 32, batch = 4 }
        evaluation.windows = 16
        device.threads = 1
        stages = [
          { name = small, steps = 30 }
          {
            name = deep, after = small, steps = 0, model.layers = 3
            carry { moments = false, transfer { kind = scale-up, depth = identity } }
          }
          { name = wide, after = small, steps = 0, model { width = 32, heads = 4 }, carry { moments = false, transfer { kind = scale-up } } }
          { name = on, after = wide, steps = 10, model { width = 32, heads = 4 }, carry.moments = false }
        ]
        """;

    [Fact]
    public async Task A_larger_model_is_born_with_the_loss_of_the_smaller_one_and_trains_on()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var home = new TemporaryHome();
        using var file = new TemporarySpec(Text);

        var (code, _, error) = await RiverrunProcess.RunAsync(home.Path, cancel, "run", file.Path);
        var (_, events, _) = await RiverrunProcess.RunAsync(home.Path, cancel, "events", "growing", "--json");

        Assert.True(code == 0, error);
        var losses = events.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)
            .Where(line => (string?)line["type"] == "branch-evaluated")
            .ToDictionary(
                line => (((string)line["entity"]!).Split('/')[^1], (long)line["step"]!),
                line => (double)line["evaluation"]!["lossNats"]!);
        Assert.Equal(losses[("small", 30)], losses[("deep", 30)]);
        Assert.Equal(losses[("small", 30)], losses[("wide", 30)], 1e-5);
        Assert.True(losses[("on", 40)] < losses[("wide", 30)]);
    }

    [Theory]
    [InlineData("carry.moments = true", "stages[1].carry.moments is true; it must be false with a transfer")]
    [InlineData("carry.transfer.depth = sideways", "it must be one of interpolate, stack, identity.")]
    [InlineData("carry.transfer.kind = scale-down",
        "stages[1].carry.transfer.kind is scale-down; it must be one of scale-up.")]
    [InlineData("model.key-value-heads = 1",
        "stage deep: transfer scale-up keeps model.key-value-heads, which is 1 and was 2.")]
    public void What_cannot_grow_is_refused_at_the_door(string key, string sentence)
    {
        using var file =
            new TemporarySpec(
                Text.Replace(
                    "transfer { kind = scale-up, depth = identity } }", $"transfer {{ kind = scale-up }} }}\n{key}",
                    StringComparison.Ordinal));

        var refusal =
            Assert.Throws<Riverrun.Models.Hocon.InvalidConfigurationException>(() => Specs.Specs.Load(file.Path));

        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }
}
