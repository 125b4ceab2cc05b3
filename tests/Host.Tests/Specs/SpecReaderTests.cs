using Riverrun.Models.Plans;
using Riverrun.Models.Recipes;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Tests.Specs;

public sealed class SpecReaderTests
{
    [Fact]
    public void A_file_that_says_the_least_gets_the_documented_defaults()
    {
        var spec = Specs.Read(Specs.Least);

        Assert.Equal("least", spec.Name);
        Assert.Equal("none", spec.Recipe);
        Assert.Equal(1, spec.Seed);
        Assert.Equal(PolicyKind.WarmupStableDecaySimplified, spec.Policy);
        Assert.Equal([100, 200], spec.Budgets);
        Assert.Equal(
            new LearningRateConfig(1e-3, 0.1, 10, DecayShape.Inverse, new DecayLength(DecayBasis.Total, 0.1)),
            spec.LearningRate);
        Assert.Equal(new ModelConfig.Llama(2, 64, 4, 4, 176), spec.Main.Model);
        Assert.Equal(new CorpusConfig.DotnetDocs(new TokenizerConfig.Bytes(), 64), spec.Main.Data);
        Assert.Equal(new BatchConfig(8), spec.Main.Batch);
        Assert.Equal(new OptimizerConfig.AdamW(), spec.Main.Optimizer);
        Assert.Equal(new EvaluationConfig(0, 64), spec.Main.Evaluation);
        Assert.Equal(new CheckpointConfig(0), spec.Checkpoints);
        Assert.Equal(new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full), spec.Device);
        Assert.Empty(spec.StagedPlan);
    }

    [Fact]
    public void Every_key_reaches_its_field()
    {
        var spec = Specs.Read("""
            name = all-of-it,  seed = 7
            policy = wsd
            budgets = [300, 600]
            learning-rate { peak = 2e-3, floor-ratio = 0, warm-up-steps = 20, decay { shape = one-minus-sqrt, basis = steps, value = 40 } }
            model {
              kind = llama, layers = 3, width = 96, heads = 6, key-value-heads = 2, feed-forward-width = 200, query-key-norm = true
              tied-embeddings = false, rope-base = 500000, norm-epsilon = 1e-6, z-loss = 1e-4, dropout = 0.1
            }
            data { kind = text, files = ["a.txt", "b/*.jsonl"], field = body, tokenizer { kind = bpe, vocabulary = v.json, merges = m.txt }, context = 128, batch = 4, accumulation-steps = 3 }
            optimizer { kind = adamw, beta1 = 0.8, beta2 = 0.99, epsilon = 1e-7, weight-decay = 0.05, independent-weight-decay = true, clip-norm = 0.5 }
            evaluation { every-steps = 50, windows = 32 }
            checkpoints { every-steps = 25, keep-recent = 4 }
            device { kind = cuda, threads = 2, precision = bf16 }
            """);

        Assert.Equal(7, spec.Seed);
        Assert.Equal(PolicyKind.WarmupStableDecay, spec.Policy);
        Assert.Equal(
            new LearningRateConfig(2e-3, 0, 20, DecayShape.OneMinusSqrt, new DecayLength(DecayBasis.Steps, 40)),
            spec.LearningRate);
        Assert.Equal(new ModelConfig.Llama(3, 96, 6, 2, 200, true, false, 500_000, 1e-6, 1e-4, 0.1), spec.Main.Model);
        var text = Assert.IsType<CorpusConfig.Text>(spec.Main.Data);
        Assert.Equal(["a.txt", "b/*.jsonl"], text.Files);
        Assert.Equal(
            ("body", new TokenizerConfig.Bpe("v.json", "m.txt"), 128), (text.Field, text.Tokenizer, text.Context));
        Assert.Equal(new BatchConfig(4, 3), spec.Main.Batch);
        Assert.Equal(new OptimizerConfig.AdamW(0.8, 0.99, 1e-7, 0.05, true, 0.5), spec.Main.Optimizer);
        Assert.Equal(new EvaluationConfig(50, 32), spec.Main.Evaluation);
        Assert.Equal(new CheckpointConfig(25, 4), spec.Checkpoints);
        Assert.Equal(new DeviceConfig(DeviceKind.Cuda, 2, Precision.Mixed), spec.Device);
    }

    [Fact]
    public void Priority_and_memory_are_wishes_of_a_run()
    {
        Assert.Null(Specs.Read(Specs.Least).Scheduling);
        Assert.Equal(
            new SchedulingConfig(5, 8L << 30),
            Specs.Read(Specs.Least + "\nscheduling { priority = 5, memory = 8GiB }").Scheduling);
        Assert.Equal(new SchedulingConfig(-1), Specs.Read(Specs.Least + "\nscheduling.priority = -1").Scheduling);
    }

    [Fact]
    public void The_resolved_text_reads_as_the_same_spec()
    {
        var read = Specs.Load("wsd-s", "seed=3", "model.layers=4").Runs[0].Spec;

        var again = SpecLoader.Change(read.Source, []);

        Assert.Equal(read.Source, again.Source);
        Assert.Equal((3, 4), (again.Spec.Seed, ((ModelConfig.Llama)again.Spec.Main.Model).Layers));
    }

    [Fact]
    public void A_fork_changes_one_key_and_keeps_the_rest()
    {
        var read = Specs.Load("wsd-s").Runs[0].Spec;

        var changed = SpecLoader.Change(read.Source, ["learning-rate.peak=1e-3"]).Spec;

        Assert.Equal(read.Spec.LearningRate with { Peak = 1e-3 }, changed.LearningRate);
        Assert.Equal(read.Spec.Main, changed.Main);
    }

    [Fact]
    public void A_file_goes_over_the_recipe_that_it_names_and_set_goes_over_the_file()
    {
        using var file = new TemporarySpec("recipe = wsd-s\nname = mine\nbudgets = [100]\nmodel.layers = 3");

        var spec = Specs.Load(file.Path, "model.layers=5").Runs[0].Spec.Spec;

        Assert.Equal(("mine", "wsd-s"), (spec.Name, spec.Recipe));
        Assert.Equal([100], spec.Budgets);
        Assert.Equal(
            (5, 64), (((ModelConfig.Llama)spec.Main.Model).Layers, ((ModelConfig.Llama)spec.Main.Model).Width));
    }

    [Fact]
    public void Name_and_seed_of_the_command_line_go_over_everything()
    {
        var spec = Specs.Load(new SpecRequest("wsd-s", Scale.Smoke, ["seed=2", "name=two"], "three", 4)).Runs[0]
            .Spec.Spec;

        Assert.Equal(("three", 4), (spec.Name, spec.Seed));
    }

    [Fact]
    public void A_file_without_a_name_is_called_after_itself()
    {
        using var file =
            new TemporarySpec(Specs.Least.Replace("name = least", "", StringComparison.Ordinal), "Lea.conf");

        Assert.Equal("lea", Specs.Load(file.Path).Runs[0].Spec.Spec.Name);
    }

    [Fact]
    public void Changing_the_kind_keeps_the_keys_that_both_kinds_have()
    {
        var spec = Specs.Load("wsd-s", "data.kind=text", "data.files=[\"a.txt\"]", "optimizer.kind=sgd").Runs[0].Spec;

        Assert.Equal(64, Assert.IsType<CorpusConfig.Text>(spec.Spec.Main.Data).Context);
        Assert.Equal(new OptimizerConfig.Sgd(), spec.Spec.Main.Optimizer);
        Assert.Equal(spec.Source, SpecLoader.Change(spec.Source, []).Source);
    }

    [Fact]
    public void A_staged_plan_reads_as_a_graph_of_stages_with_their_own_workloads()
    {
        var spec = Specs.Read("""
            name = warm, policy = staged
            learning-rate { peak = 1e-3, warm-up-steps = 5 }
            model { kind = llama, layers = 2, width = 64, heads = 4 }
            data { kind = dotnet-docs, context = 64, batch = 8 }
            stages = [
              { name = first, steps = 100, learning-rate { decay { basis = steps, value = 0 } } }
              { name = second, after = first, steps = 50, carry { moments = false }, data { batch = 2 }, learning-rate { peak = 5e-4 } }
            ]
            """);

        Assert.Empty(spec.Budgets);
        Assert.Equal(["first", "second"], spec.StagedPlan.Select(step => step.Name));
        Assert.Equal(
            (null, 100, RunSpec.MainWorkload),
            (spec.StagedPlan[0].After, spec.StagedPlan[0].Steps, spec.StagedPlan[0].Workload));
        Assert.Equal(0, spec.StagedPlan[0].LearningRate.DecayLength.Value);
        Assert.Equal(
            ("first", "second", new Carry(false, true)),
            (spec.StagedPlan[1].After, spec.StagedPlan[1].Workload, spec.StagedPlan[1].Carry));
        Assert.Equal((5e-4, 5), (spec.StagedPlan[1].LearningRate.Peak, spec.StagedPlan[1].LearningRate.WarmUpSteps));
        Assert.Equal((8, 2), (spec.Main.Batch.Size, spec.Workloads["second"].Batch.Size));
    }
}
