using System.Runtime.CompilerServices;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Training;

/// <summary>A Llama's state that an earlier build stored: one of tests/Host.Tests/Processes/Earlier.</summary>
public sealed class EarlierStateTests
{
    private const string Digest = "fd8a378371c882315281e67d11f624dbf9774a017b3d75d142edbda856c3f172";
    private static readonly string[] OfTheBuild = ["commit", "libtorch", "riverrun", "torchsharp"];
    private static readonly string[] OfTheText = ["corpus"];

    private static readonly TrainerSetup Setup = new(
        Seed: 1,
        "main",
        new Workload(
            new ModelConfig.Llama(Layers: 1, Width: 4, Heads: 1, KeyValueHeads: 1, FeedForwardWidth: 16, Dropout: 0.1),
            new CorpusConfig.Text(["/tmp/earlier/words.txt"], "text", new TokenizerConfig.Bytes(), Context: 64),
            new BatchConfig(32),
            new OptimizerConfig.AdamW(),
            new EvaluationConfig(10, 4)),
        PeakLearningRate: 1e-2,
        new DeviceConfig(DeviceKind.Cpu, 1, Precision.Full));

    /// <summary>No step is taken, so that it holds on any processor.</summary>
    [Fact]
    public void It_is_captured_again_with_every_tensor_and_with_all_that_it_says_of_itself()
    {
        var stored = File.ReadAllBytes(Stored());

        using var trainer = new Trainer(
            Setup,
            NextToken.Open(
                new ObjectiveSetup(Setup, ""), (ModelConfig.Llama)Setup.Workload.Model, new CyclicCorpus(256, 64)),
            new StoredState(new MemoryStream(stored), Carry.Everything));

        var before = SafeTensors.Read(new MemoryStream(stored));
        var after = SafeTensors.Read(new MemoryStream(TinyRun.State(trainer)));
        Assert.Equal(24, trainer.Step);
        Assert.Equal(Said(before), Said(after));
        Assert.Equal(before.Metadata.Keys.Except(OfTheText).Order(), after.Metadata.Keys.Except(OfTheText).Order());
        Assert.Equal(before.Tensors.Keys.Order(), after.Tensors.Keys.Order());
        Assert.All(
            before.Tensors,
            tensor => Assert.Equal(tensor.Value.Data.ToArray(), after.Tensors[tensor.Key].Data.ToArray()));

        static IEnumerable<KeyValuePair<string, string>> Said(SafeTensorFile file) =>
            file.Metadata
                .Where(said => !OfTheBuild.Contains(said.Key) && !OfTheText.Contains(said.Key))
                .OrderBy(said => said.Key);
    }

    private static string Stored([CallerFilePath] string here = "") => Path.Combine(
        here, "..", "..", "..", "Host.Tests", "Processes", "Earlier", "words", "checkpoints", Digest[..2], Digest[2..]);
}
