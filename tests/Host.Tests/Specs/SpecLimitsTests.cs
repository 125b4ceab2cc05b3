using Riverrun.Host.Forecasts;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Host.Tests.Specs;

/// <summary>The greatest value that each key may have, and one beyond it.</summary>
public sealed class SpecLimitsTests
{
    private const string Bigram = """
        name = b, policy = wsd, budgets = [100], learning-rate.peak = 1
        model { kind = bigram, deterministic-contexts = 8, uncertain-contexts = 8, tokens = 8 }
        optimizer.kind = sgd
        data { kind = bigram, batch = 8 }
        """;

    [Theory]
    [InlineData("seed", 0, long.MaxValue)]
    [InlineData("model.layers", 1, int.MaxValue)]
    [InlineData("model.feed-forward-width", 1, int.MaxValue)]
    [InlineData("data.context", 2, int.MaxValue)]
    [InlineData("data.batch", 1, int.MaxValue)]
    [InlineData("data.accumulation-steps", 1, int.MaxValue)]
    [InlineData("evaluation.every-steps", 0, long.MaxValue)]
    [InlineData("evaluation.windows", 1, int.MaxValue)]
    [InlineData("checkpoints.every-steps", 0, long.MaxValue)]
    [InlineData("checkpoints.keep-recent", 1, int.MaxValue)]
    [InlineData("device.threads", 1, 1024)]
    [InlineData("scheduling.priority", -1000, 1000)]
    [InlineData("learning-rate.warm-up-steps", 0, 1_000_000_000_000, "budgets=[1e12]", 999_999_999_999)]
    public void A_whole_number_is_taken_up_to_its_limits_and_not_beyond(
        string key, long least, long most, string beside = "seed=1", long mostBeside = long.MaxValue)
    {
        var largest = Math.Min(most, mostBeside);
        var changes = beside == "seed=1"
            ? Array.Empty<string>() : [beside, "learning-rate.decay={ basis = steps, value = 1 }"];

        Assert.All([least, largest - (beside == "seed=1" ? 0 : 1)], value =>
            Planned(Of(Specs.Least, [.. changes, $"{key}={value}"])));
        Assert.Equal(
            $"--set {key}={least - 1}: {key} is {least - 1}; it must be a whole number {Right(false)}.",
            Refusal($"{key}={least - 1}"));
        Assert.Equal(
            $"--set {key}={(Int128)most + 1}: {key} is {(Int128)most + 1}; it must be a whole number {Right(true)}.",
            Refusal($"{key}={(Int128)most + 1}"));

        string Right(bool isTooLarge) =>
            isTooLarge || most is not (int.MaxValue or long.MaxValue)
                ? $"from {least} to {most}" : $"of at least {least}";
    }

    [Theory]
    [InlineData("scheduling.memory", "1024TiB", "1025TiB", "it must be a size with its unit from 0B to 1024TiB")]
    [InlineData("name", 64, "it must be at most 64 lower-case letters")]
    [InlineData("budgets", "[1e12]", "[1000000000001]", "it must be a whole number from 1 to 1000000000000.")]
    [InlineData("learning-rate.floor-ratio", "1", "1.0000001", "it must be a number from 0 to 1.")]
    [InlineData("model.dropout", "0.999999", "1", "it must be a number from 0 to below 1.")]
    [InlineData("optimizer.beta2", "0.999999", "1", "it must be a number from 0 to below 1.")]
    public void Any_other_value_is_taken_up_to_its_limit_and_not_beyond(
        string key, object most, string beyond, string sentence = "")
    {
        var (right, wrong, said) = most is int letters
            ? (new string('n', letters), new string('n', letters + 1), beyond)
            : ((string)most, beyond, sentence);

        Planned(Of(Specs.Least, $"{key}={right}"));

        Assert.Contains(said, Refusal($"{key}={wrong}"), StringComparison.Ordinal);
    }

    [Fact]
    public void All_at_their_limits_make_a_plan_and_a_forecast_without_overflow()
    {
        var spec = Of(
            Specs.Least,
            $"model.layers={int.MaxValue}", $"model.width={int.MaxValue - 1}", "model.heads=1",
            $"model.feed-forward-width={int.MaxValue}",
            $"data.context={int.MaxValue}", $"data.batch={int.MaxValue}", $"data.accumulation-steps={int.MaxValue}",
            $"evaluation={{ every-steps = 1, windows = {int.MaxValue} }}", "budgets=[999999999999, 1e12]",
            "policy=cosine",
            $"checkpoints={{ every-steps = 1, keep-recent = {int.MaxValue} }}");

        var forecast = RunForecast.Of(spec, WorkloadForecast.LeastVocabulary);

        Assert.Equal(long.MaxValue, forecast.Largest.Memory.ActivationBytes);
        Assert.Equal(long.MaxValue, forecast.Largest.Memory.TotalBytes);
        Assert.Equal(1_999_999_999_999, forecast.Steps);
        Assert.All([forecast.Tokens, forecast.Operations, forecast.BytesKept], amount =>
            Assert.True(double.IsFinite(amount) && amount > 0));
        Assert.Null(forecast.TimeAt(new(1e12, 1e12)));
    }

    [Fact]
    public void A_width_whose_inner_width_no_number_holds_needs_one_that_is_written()
    {
        Assert.Equal(
            2_147_483_632,
            ((Riverrun.Models.Plans.ModelConfig.Llama)Of(Specs.Least, "model.width=805306360").Main.Model)
                .FeedForwardWidth);
        Planned(Of(Specs.Least, "model.width=2147483640", "model.feed-forward-width=1"));
        Assert.EndsWith(
            "model.feed-forward-width is missing; it must be a whole number of at least 1.",
            Refusal("model.width=805306368"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_and_its_step_have_at_most_what_an_array_and_a_number_hold()
    {
        Planned(Of(Bigram, "model.deterministic-contexts=268435440",
            "data={ batch = 2147483647, accumulation-steps = 1 }"));

        Assert.EndsWith(
            "model.tokens is 8; it makes a table of 2147483592 logits with 268435449 contexts, and a table has at "
                + "most 2147483591.",
            Refusal(Bigram, "model.deterministic-contexts=268435441"), StringComparison.Ordinal);
        Assert.EndsWith(
            "data.batch is 65536; it makes 4294967296 samples a step with 65536 accumulation-steps, and a step has at "
                + "most 2147483647.",
            Refusal(Bigram, "data.batch=65536", "data.accumulation-steps=65536"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_staged_plan_has_at_most_a_thousand_stages_with_names_of_64_letters_and_a_million_million_steps()
    {
        var plan = Policies.Plan(Of(Chain(1000, 1_000_000_000_000)));

        Assert.Equal((1000, 1_000_000_000_000_000), (plan.Count, plan[^1].EndStep));
        Assert.EndsWith(
            "stages has 1001 stages; it must have at most 1000.", Refusal(Chain(1001, 1)), StringComparison.Ordinal);
        Assert.Contains("stages[0].name is ", Refusal(Chain(1, 1, letters: 65)), StringComparison.Ordinal);
        Assert.Contains(
            "it must be at most 64 lower-case letters", Refusal(Chain(1, 1, letters: 65)), StringComparison.Ordinal);

        static string Chain(int stages, long steps, int letters = 64)
        {
            var list = Enumerable.Range(0, stages)
                .Select(i => $"{{ name = {Name(i)}, steps = {steps}{(i == 0 ? "" : $", after = {Name(i - 1)}")} }}");

            return Specs.Least
                .Replace("wsd-s", "staged", StringComparison.Ordinal)
                .Replace("budgets = [100, 200]", $"stages = [{string.Join(", ", list)}]", StringComparison.Ordinal)
                .Replace("warm-up-steps = 10", "decay { basis = steps, value = 0 }", StringComparison.Ordinal);

            string Name(int i) => $"s{i}".PadRight(letters, 'x');
        }
    }

    private static void Planned(RunSpec spec) =>
        Assert.True(RunForecast.Of(spec, WorkloadForecast.LeastVocabulary).Steps == Policies.Plan(spec)
            .Sum(branch => branch.EndStep - branch.Start.Step));

    private static RunSpec Of(string text, params string[] changes)
    {
        using var file = new TemporarySpec(text);

        return Specs.Load(file.Path, changes).Runs[0].Spec.Spec;
    }

    private static string Refusal(string change) => change.Contains('=', StringComparison.Ordinal)
        && !change.Contains('\n', StringComparison.Ordinal)
        ? Refusal(Specs.Least, change)
        : Refusal(change, []);

    private static string Refusal(string text, params string[] changes) =>
        Assert.Throws<InvalidConfigurationException>(() => Of(text, changes)).Message;
}
