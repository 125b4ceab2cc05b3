using Riverrun.Models.Optimizers;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Tests.Training;

namespace Riverrun.Models.Tests.Tasks;

public sealed class MemoryEstimateTests
{
    private const int Huge = int.MaxValue;

    public static TheoryData<ModelConfig.Llama, int> Shapes => new()
    {
        { new(Layers: 1, Width: 4, Heads: 2, KeyValueHeads: 2, FeedForwardWidth: 3), 5 },
        { new(Layers: 3, Width: 24, Heads: 6, KeyValueHeads: 2, FeedForwardWidth: 40, QueryKeyNorm: true), 17 },
        { new(Layers: 2, Width: 32, Heads: 4, KeyValueHeads: 1, FeedForwardWidth: 7, TiedEmbeddings: false), 256 },
        { new(Layers: 5, Width: 48, Heads: 3, KeyValueHeads: 3, FeedForwardWidth: 128, QueryKeyNorm: true,
            TiedEmbeddings: false), 1 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Parameters_are_as_many_as_the_built_model_has(ModelConfig.Llama shape, int vocabulary)
    {
        using var model = new Llama(shape, vocabulary, 8);
        using var parameters = new FlatParameters(model);

        Assert.Equal(parameters.Count, ParameterCount.Of(shape, vocabulary));
    }

    [Fact]
    public void A_bigram_model_has_a_logit_for_each_token_after_each_context()
    {
        Assert.Equal((30 + 12) * 11, ParameterCount.Of(new ModelConfig.Bigram(30, 12, 11), 0));
    }

    [Fact]
    public void State_logits_and_checkpoint_are_counted_from_the_configuration()
    {
        var setup = TinyRun.Setup();
        var parameters = ParameterCount.Of(TinyRun.Model, 256);
        var estimate = MemoryEstimate.Of(setup.Workload, 256, 12, setup.Device);

        Assert.Equal(
            (parameters * 4, parameters * 4, parameters * 8, parameters * 12),
            (estimate.WeightBytes, estimate.GradientBytes, estimate.MomentBytes, estimate.CheckpointBytes));
        Assert.Equal(4 * 12 * 256 * 4 * 3, estimate.LogitBytes);
        Assert.Equal(estimate.WeightBytes * 4 + estimate.LogitBytes, estimate.CertainBytes);
        Assert.True(estimate.CertainBytes < estimate.TotalBytes);
        Assert.Equal(
            0, MemoryEstimate.Of(TinyRun.Setup(optimizer: new OptimizerConfig.Sgd()).Workload, 256, 12, setup.Device)
                .MomentBytes);
    }

    [Fact]
    public void A_stored_checkpoint_has_the_bytes_that_were_told_and_a_header()
    {
        using var trainer = TinyRun.Fresh();
        var vocabulary = new CyclicCorpus().Tokenizer.VocabularySize;

        var stored = TinyRun.State(trainer).Length;

        var told = MemoryEstimate.Of(TinyRun.Setup().Workload, vocabulary, 12, TinyRun.Setup().Device).CheckpointBytes;
        Assert.InRange(stored, told, told + 16_000);
    }

    [Fact]
    public void Numbers_that_no_machine_holds_do_not_wrap_around()
    {
        var setup = TinyRun.Setup(
            new ModelConfig.Llama(Huge, Huge - 1, 1, 1, Huge), batch: new BatchConfig(Huge, Huge));
        var estimate = MemoryEstimate.Of(setup.Workload, Huge, Huge, setup.Device);

        Assert.Equal(long.MaxValue, estimate.Parameters);
        Assert.Equal(long.MaxValue, estimate.TotalBytes);
        Assert.Equal(long.MaxValue, estimate.ActivationBytes);
        Assert.True(double.IsFinite(TokenCost.Training(setup.Workload, Huge, Huge)));
        var table = setup.Workload with
        {
            Model = new ModelConfig.Bigram(Huge, Huge, Huge),
            Data = new CorpusConfig.BigramSource(1)
        };
        Assert.True(MemoryEstimate.Of(table, 0, 1, setup.Device).CertainBytes > 1L << 60);
    }

    [Fact]
    public void A_longer_window_costs_more_until_scores_are_no_longer_written_out()
    {
        var workload = TinyRun.Setup().Workload;

        long Activations(int context, DeviceKind kind = DeviceKind.Cpu) =>
            MemoryEstimate.Of(workload, 256, context, new DeviceConfig(kind, 1, Precision.Full)).ActivationBytes;

        Assert.True(Activations(512) > 2 * Activations(256));
        Assert.True(Activations(514) < Activations(512));
        Assert.True(Activations(512, DeviceKind.Cuda) < Activations(512));
    }

    [Fact]
    public void A_token_costs_six_operations_a_weight_and_the_scores()
    {
        var model = new ModelConfig.Llama(Layers: 2, Width: 8, Heads: 2, KeyValueHeads: 1, FeedForwardWidth: 16);
        var workload = TinyRun.Setup(model).Workload;
        var weights = 2 * (8 * 8 + 8 * 4 + 8 * 4 + 8 * 8 + 3 * 8 * 16) + 10 * 8;

        Assert.Equal(6.0 * weights + 12 * 2 * 32 * 8, TokenCost.Training(workload, 10, 32));
        Assert.Equal(TokenCost.Training(workload, 10, 32) / 3, TokenCost.Measuring(workload, 10, 32));
    }
}
