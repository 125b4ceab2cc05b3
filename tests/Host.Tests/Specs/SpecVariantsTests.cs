using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Recipes;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Tests.Specs;

/// <summary>Specs with <c>seeds</c> and <c>sweep</c>: a run for each combination.</summary>
public sealed class SpecVariantsTests
{
    [Fact]
    public void Each_combination_is_a_run_that_is_named_after_it()
    {
        var runs = Load("seeds = [1, 7]\nsweep { learning-rate.peak = [1e-3, 3e-3], model.layers = [1, 2] }");

        Assert.Equal(
            [
                "least-peak-1e-3-layers-1-seed1", "least-peak-1e-3-layers-1-seed7",
                "least-peak-1e-3-layers-2-seed1", "least-peak-1e-3-layers-2-seed7",
                "least-peak-3e-3-layers-1-seed1", "least-peak-3e-3-layers-1-seed7",
                "least-peak-3e-3-layers-2-seed1", "least-peak-3e-3-layers-2-seed7",
            ],
            runs.Select(run => run.Name));
        Assert.Equal([1L, 7, 1, 7, 1, 7, 1, 7], runs.Select(run => run.Seed));
        Assert.Equal([1e-3, 1e-3, 1e-3, 1e-3, 3e-3, 3e-3, 3e-3, 3e-3], runs.Select(run => run.LearningRate.Peak));
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2], runs.Select(run => ((ModelConfig.Llama)run.Main.Model).Layers));
    }

    [Fact]
    public void A_run_of_a_sweep_is_the_one_that_is_trained_alone()
    {
        var swept = Load("sweep.learning-rate.peak = [1e-3, 3e-3]")[1];

        var alone = Specs.Read(Specs.Least.Replace("peak = 1e-3", "peak = 3e-3", StringComparison.Ordinal)
            .Replace("name = least", $"name = {swept.Name}", StringComparison.Ordinal));

        Assert.Equal(SpecWriter.Write(alone), SpecWriter.Write(swept));
    }

    [Fact]
    public void Kinds_and_lists_can_be_swept_too()
    {
        var runs = Load("sweep { optimizer.kind = [adamw, sgd], budgets = [[100], [200, 400]] }");

        Assert.Equal(
            [
                "least-kind-adamw-budgets-100", "least-kind-adamw-budgets-200-400",
                "least-kind-sgd-budgets-100", "least-kind-sgd-budgets-200-400",
            ],
            runs.Select(run => run.Name));
        Assert.IsType<OptimizerConfig.Sgd>(runs[3].Main.Optimizer);
        Assert.Equal([200, 400], runs[3].Budgets);
    }

    [Fact]
    public void Values_that_a_name_cannot_tell_are_numbered()
    {
        var runs = Load("sweep.data.files = [[\"/a/b\"], [\"/a.b\"]]", "data { kind = text }");

        Assert.Equal(["least-files-a-b", "least-files-a.b"], runs.Select(run => run.Name));
        Assert.Equal(
            ["least-files-1", "least-files-2"],
            Load("sweep.data.files = [[\"/a/b\"], [\"/a-b\"]]", "data { kind = text }").Select(run => run.Name));
    }

    [Theory]
    [InlineData("seeds = []", "seeds is []; it must be different numbers, at least one.")]
    [InlineData("seeds = [1, 1]", "seeds is [1, 1]; it must be different numbers, at least one.")]
    [InlineData("seeds = [1, x]", "seeds[1] is x; it must be a whole number of at least 0.")]
    [InlineData("sweep = [1]",
        "sweep is [1]; it must be keys with lists, such as { learning-rate.peak = [1e-3, 3e-3] }.")]
    [InlineData("sweep.seed = 3", "sweep.seed is 3; it must be a list of values, at least one.")]
    [InlineData("sweep.model.depth = [3]", "model.depth is not a key that exists here;")]
    [InlineData("sweep.model.layers = [2, none]", "model.layers is none; it must be a whole number of at least 1.")]
    public void What_cannot_be_varied_is_refused(string keys, string sentence)
    {
        var refusal = Assert.Throws<InvalidConfigurationException>(() => Load(keys));

        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_runs_a_seed_besides_and_a_study_are_refused()
    {
        var many = string.Join(", ", Enumerable.Range(1, 40));

        Assert.Contains(
            "seeds and sweep make 1600 runs; they must make at most 1000.",
            Assert.Throws<InvalidConfigurationException>(() => Load($"seeds = [{many}]\nsweep.model.layers = [{many}]"))
                .Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "--seed is 3, and the spec has seeds",
            Assert.Throws<InvalidConfigurationException>(
                () => Specs.Load(new SpecRequest("wsd-s", Scale.Smoke, ["seeds=[1, 2]"], Seed: 3))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "river-valley is a study of 24 runs",
            Assert.Throws<InvalidConfigurationException>(() => Specs.Load("river-valley", "seeds=[1, 2]")).Message,
            StringComparison.Ordinal);
    }

    private static IReadOnlyList<RunSpec> Load(string keys, params string[] changes)
    {
        using var file = new TemporarySpec($"{Specs.Least}\n{keys}");

        return [.. Specs.Load(file.Path, changes).Runs.Select(run => run.Spec.Spec)];
    }
}
