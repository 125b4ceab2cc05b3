using System.Text.Json;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Training;

public sealed class TrainerTests
{
    [Theory]
    [InlineData(Precision.Full)]
    [InlineData(Precision.Mixed)]
    public void Training_learns(Precision precision)
    {
        using var trainer = TinyRun.Fresh(TinyRun.Setup(TinyRun.Model with { Dropout = 0 }, precision));
        var before = trainer.Evaluate();

        var slice = trainer.Train(TinyRun.Rates(150));
        var after = trainer.Evaluate();

        Assert.Equal(Math.Log(13), before.Headline.Value, 0.05);
        Assert.InRange(after.Headline.Value, 0, 1.2);
        Assert.InRange(slice.Losses.TakeLast(10).Average(), 0, 1.2);
        Assert.Equal(after.Headline.Value / Math.Log(2) / 2, after.BitsPerByte);
    }

    [Fact]
    public void A_slice_says_what_every_step_did()
    {
        using var trainer = TinyRun.Fresh();
        trainer.Train(TinyRun.Rates(2));

        var slice = trainer.Train([0.01, 0, 0.005]);

        Assert.Equal(2, slice.FirstStep);
        Assert.Equal(5, trainer.Step);
        Assert.Equal([0.01, 0, 0.005], slice.LearningRates);
        Assert.Equal(3 * 4 * 12, slice.Tokens);
        Assert.All(slice.Losses, loss => Assert.InRange(loss, 0.1f, 4f));
        Assert.All(slice.GradientNorms, norm => Assert.InRange(norm, 1e-3f, 100f));
    }

    [Fact]
    public void A_rate_of_zero_leaves_the_weights_alone()
    {
        using var trainer = TinyRun.Fresh();
        var before = trainer.Evaluate();

        trainer.Train([0]);

        Assert.Equal(before.Headline.Value, trainer.Evaluate().Headline.Value);
    }

    [Fact]
    public void Accumulated_micro_batches_equal_one_large_batch()
    {
        var model = TinyRun.Model with { Dropout = 0 };
        using var whole =
            TinyRun.Fresh(TinyRun.Setup(model, batch: new BatchConfig(6), optimizer: new OptimizerConfig.Sgd()));
        using var parts =
            TinyRun.Fresh(TinyRun.Setup(model, batch: new BatchConfig(2, 3), optimizer: new OptimizerConfig.Sgd()));

        var wholeSlice = whole.Train(TinyRun.Rates(5, 0.1));
        var partsSlice = parts.Train(TinyRun.Rates(5, 0.1));

        Assert.Equal(wholeSlice.Tokens, partsSlice.Tokens);
        for (var step = 0; step < 5; step++)
        {
            Assert.Equal(wholeSlice.Losses[step], partsSlice.Losses[step], 1e-5);
            Assert.Equal(wholeSlice.GradientNorms[step], partsSlice.GradientNorms[step], 1e-4);
        }
    }

    [Fact]
    public void Exported_weights_are_the_state_without_the_optimizer_and_a_published_configuration()
    {
        using var trainer = TinyRun.Fresh();
        var state = TinyRun.State(trainer);
        var directory = Directory.CreateTempSubdirectory().FullName;

        WeightsExport.Write(
            new MemoryStream(state), directory, TinyRun.Model, new TokenizerConfig.Bytes(),
            new CyclicCorpus().Tokenizer, 12,
            new Dictionary<string, string> { ["run"] = "tiny" });
        using var stream = File.OpenRead(Path.Combine(directory, "model.safetensors"));
        var weights = SafeTensors.Read(stream).Tensors;
        using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "config.json")));

        var stored = SafeTensors.Read(new MemoryStream(state)).Tensors;
        Assert.Equal(stored.Count, weights.Count * 3);
        Assert.All(weights, pair => Assert.Equal(stored[pair.Key].Data.ToArray(), pair.Value.Data.ToArray()));
        Assert.Equal("Qwen3ForCausalLM", config.RootElement.GetProperty("architectures")[0].GetString());
        Assert.Equal(4, config.RootElement.GetProperty("head_dim").GetInt32());
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void A_device_that_is_not_here_is_refused_before_the_corpus_is_looked_for()
    {
        Assert.SkipWhen(Gpus.Count() > 0, "There is a GPU here.");
        var setup = TinyRun.Setup();
        var elsewhere = setup with
        {
            Workload = setup.Workload with
            {
                Data =
                new CorpusConfig.Text(["/nowhere/*.txt"], "text", new TokenizerConfig.Bytes(), 12)
            },
            Device = setup.Device with { Kind = DeviceKind.Cuda },
        };

        var refusal =
            Assert.Throws<MissingDeviceException>(() => new Trainers(Path.GetTempPath()).Initialize(elsewhere));

        Assert.Equal("device.kind is cuda, and libtorch finds no GPU here.", refusal.Message);
    }

    [Fact]
    public void The_device_says_what_it_is()
    {
        var device = new Trainers(Path.GetTempPath()).Describe();

        Assert.Equal(DeviceKind.Cpu, device.Kind);
        Assert.NotEmpty(device.Name);
        Assert.True(device.MemoryBytes > 0);
        Assert.Contains("TorchSharp 0.107.0, libtorch 2.10", device.Build, StringComparison.Ordinal);
    }
}
