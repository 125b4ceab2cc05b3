using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Tests.Training.Births;

public sealed class NamedWeightsTests
{
    private const string Norm = "model.norm.weight";

    [Theory]
    [InlineData("model.norm.weight", Norm, true)]
    [InlineData("model.norm", Norm, false)]
    [InlineData("*", Norm, true)]
    [InlineData("model.*", Norm, true)]
    [InlineData("*.weight", Norm, true)]
    [InlineData("*.bias", Norm, false)]
    [InlineData("model.layers.*.mlp.*.weight", "model.layers.11.mlp.up_proj.weight", true)]
    [InlineData("model.layers.*.mlp.*.weight", "model.layers.11.self_attn.q_proj.weight", false)]
    [InlineData("model.layers.1.*", "model.layers.11.mlp.up_proj.weight", false)]
    [InlineData("abc*cde", "abcde", false)]
    [InlineData("a*b*b", "ab", false)]
    [InlineData("a**b", "ab", true)]
    public void A_star_stands_for_any_letters(string pattern, string name, bool covered) =>
        Assert.Equal(covered, new NamedWeights(pattern, 1).Covers(name));

    [Fact]
    public void Weights_that_are_named_cross_with_their_moments_and_the_others_begin_as_the_seed_draws_them()
    {
        var (state, fresh) = (Trained(), Tensors(TinyRun.State(TinyRun.Fresh())));
        var stored = Tensors(state);

        using var born =
            TinyRun.Restored(
                state, carry: Carry.Everything with { Weights = new NamedWeights("model.layers.0.*", 11) });
        var tensors = Tensors(TinyRun.State(born));

        Assert.Equal(3, born.Step);
        Assert.All(tensors.Keys, name => Assert.Equal(
            (name.Contains("model.layers.0.", StringComparison.Ordinal) ? stored : fresh)[name], tensors[name]));
    }

    [Fact]
    public void A_model_of_another_shape_takes_what_fits_it()
    {
        var deeper = TinyRun.Setup(TinyRun.Model with { Layers = 3 });

        using var born = TinyRun.Restored(
            Trained(), deeper,
            Carry.Everything with { Moments = false, Weights = new NamedWeights("model.layers.1.*", 11) });

        Assert.Equal(
            Tensors(Trained())["model.layers.1.mlp.up_proj.weight"],
            Tensors(TinyRun.State(born))["model.layers.1.mlp.up_proj.weight"]);
    }

    [Theory]
    [InlineData("model.layers.0.*", 9,
        "11 weights of the training state and 11 of the model are named model.layers.0.*; 9 of each were expected.")]
    [InlineData("model.layer.*", 11,
        "0 weights of the training state and 0 of the model are named model.layer.*; 11 of each were expected.")]
    public void Another_number_of_weights_is_refused(string pattern, int count, string sentence) => Assert.Equal(
        sentence,
        Assert.Throws<InvalidDataException>(() => TinyRun.Restored(
            Trained(), carry: Carry.Everything with { Weights = new NamedWeights(pattern, count) })).Message);

    private static byte[] Trained()
    {
        using var trainer = TinyRun.Fresh();
        trainer.Train(new Riverrun.Models.Training.StepControls(TinyRun.Rates(3)));
        return TinyRun.State(trainer);
    }

    private static Dictionary<string, byte[]> Tensors(byte[] state) =>
        SafeTensors.Read(new MemoryStream(state))
            .Tensors.ToDictionary(pair => pair.Key, pair => pair.Value.Data.ToArray());
}
