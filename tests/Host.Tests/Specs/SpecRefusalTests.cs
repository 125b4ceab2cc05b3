using Riverrun.Models.Hocon;

namespace Riverrun.Host.Tests.Specs;

public sealed class SpecRefusalTests
{
    [Theory]
    [InlineData("model.layrs=3", "model.layrs is not a key that exists here; perhaps you meant model.layers.")]
    [InlineData("frobnicate=3",
        "frobnicate is not a key that exists here; the keys here are name, recipe, seed, policy,")]
    [InlineData("model.layers=two", "model.layers is two; it must be a whole number of at least 1.")]
    [InlineData("model.layers=0", "model.layers is 0; it must be a whole number of at least 1.")]
    [InlineData("model.layers=2.5", "model.layers is 2.5; it must be a whole number of at least 1.")]
    [InlineData("model.layers=[1]", "model.layers is [1]; it must be a whole number of at least 1.")]
    [InlineData("model=llama",
        "model is llama; it must be { kind = llama, layers = …, width = …, heads = … }, { kind = bigram, ")]
    [InlineData("model.heads=5", "model.heads is 5; it must divide model.width, which is 64.")]
    [InlineData("model.heads=64",
        "model.heads is 64; it must leave an even width per head for the rotary positions, and 64 / 64 is 1.")]
    [InlineData("model.key-value-heads=3", "model.key-value-heads is 3; it must divide model.heads, which is 4.")]
    [InlineData("model.dropout=1", "model.dropout is 1; it must be a number from 0 to below 1.")]
    [InlineData("model.tied-embeddings=maybe",
        "model.tied-embeddings is maybe; it must be true, on or yes, or else false, off or no.")]
    [InlineData("model.kind=gpt", "model.kind is gpt; it must be one of llama, bigram, objective.")]
    [InlineData("policy=wsds", "policy is wsds; it must be one of wsd-s, wsd, wsm, cyclic-cosine, cosine, staged.")]
    [InlineData("budgets=[]", "budgets is []; it must be at least one number of steps, such as [400, 800, 1600].")]
    [InlineData("budgets=400", "budgets is 400; it must be whole numbers between brackets.")]
    [InlineData("budgets=[400, 400]",
        "budgets is [400, 400]; it must ascend without repeating, and 400 comes after 400.")]
    [InlineData("budgets=[400, 300]",
        "budgets is [400, 300]; it must ascend without repeating, and 300 comes after 400.")]
    [InlineData("budgets=[0, 300]", "budgets[0] is 0; it must be a whole number from 1 to 1000000000000.")]
    [InlineData("budgets=[400, 9223372036854775807]",
        "budgets[1] is 9223372036854775807; it must be a whole number from 1 to 1000000000000.")]
    [InlineData("learning-rate.warm-up-steps=9223372036854775807",
        "learning-rate.warm-up-steps is 9223372036854775807; it must be a whole number from 0 to 1000000000000.")]
    [InlineData("budgets=[50]", "budgets is [50]; it must begin above learning-rate.warm-up-steps, which is 50.")]
    [InlineData("learning-rate.peak=0", "learning-rate.peak is 0; it must be a number above 0.")]
    [InlineData("learning-rate.peak=NaN", "learning-rate.peak is NaN; it must be a number above 0.")]
    [InlineData("learning-rate.floor-ratio=0",
        "learning-rate.floor-ratio is 0; it must be above 0 for a decay of shape inverse, which divides by it.")]
    [InlineData("learning-rate.floor-ratio=1.1", "learning-rate.floor-ratio is 1.1; it must be a number from 0 to 1.")]
    [InlineData("learning-rate.warm-up-steps=-1",
        "learning-rate.warm-up-steps is -1; it must be a whole number from 0 to 1000000000000.")]
    [InlineData("learning-rate.decay.shape=square",
        "learning-rate.decay.shape is square; it must be one of inverse, linear, one-minus-sqrt, cosine, exponential.")]
    [InlineData("learning-rate.decay.value=0.6",
        "learning-rate.decay.value is 0.6; it makes the decay to budget 800 480 steps long, and it must be at most "
            + "400 to begin after budget 400.")]
    [InlineData("learning-rate.decay.value=1",
        "learning-rate.decay.value is 1; it makes the decay to budget 400 400 steps long, and it must be at most 350 "
            + "to begin after 50 steps of warm-up.")]
    [InlineData("learning-rate.decay.basis=steps",
        "learning-rate.decay.value is 0.1; it must be a whole number from 1 to 1000000000000.")]
    [InlineData("data.kind=books", "data.kind is books; it must be one of dotnet-docs, text, bigram, objective.")]
    [InlineData("data.kind=objective",
        "data.kind is objective; it must be dotnet-docs, text or bigram, where no objective is named.")]
    [InlineData("model.kind=objective",
        "model.kind is objective; it must be llama or bigram, where no objective is named.")]
    [InlineData("checkpoints=often", "checkpoints is often; it must be keys and values between braces.")]
    [InlineData("merge.checkpoints=4", "merge is { checkpoints = 4 }; it belongs to policy wsm only.")]
    [InlineData("data.kind=bigram", "data.kind is bigram; it must be dotnet-docs or text, as model.kind is llama.")]
    [InlineData("data.kind=text", "data.files is missing; it must name at least one file or glob.")]
    [InlineData("data.context=1", "data.context is 1; it must be a whole number of at least 2.")]
    [InlineData("data.batch=0", "data.batch is 0; it must be a whole number of at least 1.")]
    [InlineData("data.files=[\"a\"]", "data.files is not a key that exists here;")]
    [InlineData("data.tokenizer=words",
        "data.tokenizer is words; it must be bytes, { kind = bpe, vocabulary = …, merges = … } or { kind = "
            + "hugging-face, folder = … }.")]
    [InlineData("optimizer.kind=lion", "optimizer.kind is lion; it must be one of adamw, sgd.")]
    [InlineData("optimizer.beta1=1", "optimizer.beta1 is 1; it must be a number from 0 to below 1.")]
    [InlineData("evaluation.windows=0", "evaluation.windows is 0; it must be a whole number of at least 1.")]
    [InlineData("checkpoints.every-steps=-5",
        "checkpoints.every-steps is -5; it must be a whole number of at least 0.")]
    [InlineData("device.threads=0", "device.threads is 0; it must be a whole number from 1 to 1024.")]
    [InlineData("device.kind=tpu", "device.kind is tpu; it must be one of cpu, cuda.")]
    [InlineData("device.precision=fp8", "device.precision is fp8; it must be one of f32, bf16.")]
    [InlineData("name=Not a name", "name is Not a name; it must be at most 64 lower-case letters,")]
    [InlineData("seed=-1", "seed is -1; it must be a whole number of at least 0.")]
    [InlineData("stages=[]", "stages is []; it belongs to policy staged only.")]
    public void A_bad_change_is_refused_by_its_key_with_what_would_be_right(string change, string sentence)
    {
        var wrong = Assert.Throws<InvalidConfigurationException>(() => Specs.Load("wsd-s", change));

        Assert.StartsWith($"--set {change}: {sentence}", Whole(wrong, change), StringComparison.Ordinal);
        Assert.EndsWith(".", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', wrong.Message);
    }

    [Fact]
    public void A_bad_value_in_a_file_is_refused_with_file_and_line()
    {
        using var file =
            new TemporarySpec(Specs.Least.Replace("layers = 2", "layers = none", StringComparison.Ordinal));

        var wrong = Assert.Throws<InvalidConfigurationException>(() => Specs.Load(file.Path));

        Assert.Equal($"{file.Path}:5: model.layers is none; it must be a whole number of at least 1.", wrong.Message);
    }

    [Fact]
    public void More_than_a_thousand_budgets_are_refused_without_writing_them_all_out()
    {
        using var file = new TemporarySpec(Budgets(1001));

        var wrong = Assert.Throws<InvalidConfigurationException>(() => Specs.Load(file.Path));

        Assert.Equal($"{file.Path}:3: budgets has 1001 numbers; it must have at most 1000.", wrong.Message);
        Assert.Equal(1000, Specs.Read(Budgets(1000)).Budgets.Count);

        static string Budgets(int count) => Specs.Least.Replace(
            "[100, 200]", $"[{string.Join(", ", Enumerable.Range(1, count).Select(i => 100 * i))}]",
            StringComparison.Ordinal)
            + "\nlearning-rate.decay { basis = steps, value = 10 }";
    }

    [Fact]
    public void A_key_that_the_file_lacks_is_missed_in_the_file_whatever_the_command_line_says_besides()
    {
        using var file = new TemporarySpec("budgets = [100]\n");

        var wrong = Assert.Throws<InvalidConfigurationException>(() => Specs.Load(file.Path, "seed=4"));

        Assert.StartsWith($"{file.Path}:1: policy is missing;", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_must_be_there_is_missed_by_its_name()
    {
        using var file = new TemporarySpec(Specs.Least.Replace("peak = 1e-3, ", "", StringComparison.Ordinal));

        var wrong = Assert.Throws<InvalidConfigurationException>(() => Specs.Load(file.Path));

        Assert.EndsWith(
            "learning-rate.peak is missing; it must be a number above 0.", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wsds", "wsds is neither a recipe nor a file; perhaps you meant wsd-s.")]
    [InlineData("imagenet.conf",
        "imagenet.conf is neither a recipe nor a file; the recipes are wsd-s, wsd, wsm, cyclic-cosine, cosine, "
            + "river-valley")]
    public void A_target_that_is_nothing_is_refused(string target, string sentence) =>
        Assert.StartsWith(
            sentence,
            Assert.Throws<InvalidConfigurationException>(() => Specs.Load(target)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_change_without_a_value_is_refused() =>
        Assert.Equal(
            "--set model.layers has no value; write --set model.layers=2.",
            Assert.Throws<InvalidConfigurationException>(() => Specs.Load("wsd-s", "model.layers")).Message);

    [Theory]
    [InlineData("stages = [ { name = a, steps = 10 }, { name = a, steps = 10 } ]",
        "stages[1].name is a; it must differ from those of the stages before.")]
    [InlineData("stages = [ { name = a, steps = 10, after = b } ]",
        "stages[0].after is b; it must be left out of the first stage.")]
    [InlineData("stages = [ { name = a, steps = 10 }, { name = b, steps = 10, after = c } ]",
        "stages[1].after is c; it must be one of the stages before: a.")]
    [InlineData("stages = [ { name = a, steps = 10, lr = 1 } ]", "stages[0].lr is not a key that exists here;")]
    [InlineData("stages = [ { name = a, steps = 4 } ]",
        "stages[0].steps is 4; it must be at least 6, its 5 steps of warm-up and 1 of decay.")]
    [InlineData("stages = [ { name = a, steps = 9223372036854775807 } ]",
        "stages[0].steps is 9223372036854775807; it must be a whole number from 0 to 1000000000000.")]
    [InlineData("stages = []", "stages is []; it must be [ { name = …, steps = … }, … ] with at least one stage.")]
    [InlineData("stages = [ { name = a, steps = 10 } ]\nbudgets = [10]",
        "budgets is [10]; it must be left out: the stages of policy staged say what is delivered.")]
    public void A_bad_staged_plan_is_refused(string plan, string sentence)
    {
        using var file = new TemporarySpec($$"""
            name = warm, policy = staged
            learning-rate { peak = 1e-3, warm-up-steps = 5 }
            model { kind = llama, layers = 2, width = 64, heads = 4 }
            data { kind = dotnet-docs, context = 64, batch = 8 }
            {{plan}}
            """);

        var wrong = Assert.Throws<InvalidConfigurationException>(() => Specs.Load(file.Path));

        Assert.Contains(sentence, wrong.Message, StringComparison.Ordinal);
    }

    /// <summary>Some mistakes show in a key that the change did not write: then another layer is named.</summary>
    private static string Whole(InvalidConfigurationException wrong, string change) =>
        wrong.Message.StartsWith("--set", StringComparison.Ordinal)
            ? wrong.Message
            : $"--set {change}: {wrong.Message[(wrong.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..]}";
}
