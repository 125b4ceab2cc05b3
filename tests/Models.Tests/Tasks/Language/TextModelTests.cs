using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Language;
using Riverrun.Models.Tests.Tasks.Bigram;
using Riverrun.Models.Tests.Training;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Tasks.Language;

public sealed class TextModelTests
{
    private const int Bytes = 256;

    [Fact]
    public void Text_is_repeatable_and_greedy_at_temperature_zero()
    {
        using var trainer = TinyRun.Fresh(TinyRun.Setup(TinyRun.Model with { Dropout = 0 }));
        trainer.Train(TinyRun.Rates(150));
        using var model = TinyRun.Text(TinyRun.State(trainer));

        var greedy = model.Continue("aceg", 6, 0, seed: 1);

        Assert.Equal("ikmbdf", greedy);
        Assert.Equal(greedy, model.Continue("aceg", 6, 0, seed: 2));
        Assert.Equal(model.Continue("a", 30, 2, seed: 1), model.Continue("a", 30, 2, seed: 1));
        Assert.NotEqual(model.Continue("a", 30, 2, seed: 1), model.Continue("a", 30, 2, seed: 2));
        Assert.Equal(5, model.Continue("", 5, 1, seed: 1).Length);
    }

    [Fact]
    public void A_model_writes_where_its_corpus_is_not()
    {
        var setup = TinyRun.Setup();
        var elsewhere = Reading(new TokenizerConfig.Bytes());

        using var model = TextModel.Restore(elsewhere, setup.Device, new MemoryStream(Untrained(setup)));

        Assert.NotEmpty(model.Continue("a", 4, 0, seed: 1));
    }

    [Fact]
    public void A_tokenizer_that_is_not_there_is_named()
    {
        var setup = TinyRun.Setup();
        var elsewhere = Reading(new TokenizerConfig.Bpe("/nowhere/vocab.json", "/nowhere/merges.txt"));

        var refusal = Assert.Throws<CorpusException>(() => TextModel.Restore(elsewhere, setup.Device, Stream.Null));

        Assert.Equal(
            "There is no tokenizer file /nowhere/vocab.json; a bpe tokenizer needs vocab.json and merges.txt.",
            refusal.Message);
    }

    [Fact]
    public void A_state_of_another_shape_or_none_is_refused()
    {
        using var deeper = TinyRun.Fresh(TinyRun.Setup(TinyRun.Model with { Layers = 3 }));

        Assert.Contains(
            "that the model lacks",
            Assert.Throws<InvalidDataException>(() => TinyRun.Text(TinyRun.State(deeper))).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => TinyRun.Text([1, 2, 3]));
    }

    [Fact]
    public void A_bigram_model_is_refused_with_a_sentence()
    {
        var setup = BigramRiver.Setup(1);

        var refusal =
            Assert.Throws<NotSupportedException>(() => TextModel.Restore(setup.Workload, setup.Device, Stream.Null));

        Assert.Contains("no text", refusal.Message, StringComparison.Ordinal);
    }

    private static Workload Reading(TokenizerConfig tokenizer) =>
        TinyRun.Setup().Workload with { Data = new CorpusConfig.Text(["/nowhere/*.txt"], "text", tokenizer, 12) };

    private static byte[] Untrained(TrainerSetup setup)
    {
        using var trainer = TinyRun.Fresh(setup, new CyclicCorpus(Bytes));
        return TinyRun.State(trainer);
    }
}
