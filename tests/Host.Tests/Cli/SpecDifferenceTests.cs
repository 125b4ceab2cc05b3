using Riverrun.Host.Cli;
using Riverrun.Models.Hocon;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Tests.Cli;

public sealed class SpecDifferenceTests
{
    [Theory]
    [InlineData("learning-rate.peak = 1e-3", "learning-rate.peak = 0.001")]
    [InlineData("budgets = [100, 200]", "budgets = [1e2, 200.0]")]
    [InlineData("", "evaluation { windows = 64 }, seed = 1")]
    [InlineData("", "scheduling { priority = 0 }")]
    [InlineData("", "scheduling { priority = 0, memory = 0B }")]
    [InlineData("scheduling.memory = 1GiB", "scheduling.memory = 1024MiB")]
    [InlineData("model.tied-embeddings = yes", "model.tied-embeddings = true")]
    [InlineData("learning-rate.floor-ratio = 0.1", "")]
    [InlineData("learning-rate.floor-ratio = ${learning-rate.decay.value}, learning-rate.decay.value = 0.1", "")]
    [InlineData("data.tokenizer = bytes", "data.tokenizer { kind = bytes }")]
    public void The_same_values_are_no_difference_however_they_are_written(string stored, string asked) =>
        SpecDifference.Refuse("river", Read(stored).Source, Read(asked));

    [Theory]
    [InlineData("", "learning-rate.peak = 2e-3", "learning-rate.peak is 0.001 there and 0.002 here")]
    [InlineData("evaluation.windows = 32", "", "evaluation.windows is 32 there and 64 here")]
    [InlineData("", "optimizer.kind = sgd", "optimizer.kind is adamw there and sgd here")]
    [InlineData("", "budgets = [100]", "budgets is [100, 200] there and [100] here")]
    public void A_difference_is_named_with_both_values(string stored, string asked, string difference) =>
        Assert.Equal(
            $"The run river exists in this home with another spec: {difference}; ask for the same, or choose another "
                + "--name.",
            Assert.Throws<InvalidConfigurationException>(
                () => SpecDifference.Refuse("river", Read(stored).Source, Read(asked))).Message);

    private static ReadSpec Read(string more) => SpecLoader.Change($"{Specs.Specs.Least}\n{more}", []);
}
