using Riverrun.Models.Recipes;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Tests.Specs;

public sealed class PlanWarningsTests
{
    public static TheoryData<string, Scale> EveryRecipe() => RecipeTests.EveryRecipe();

    [Theory]
    [InlineData("budgets = [100, 104]\nlearning-rate.decay { basis = cycle, value = 0.2 }",
        "least/river: decay-104 at step 103 is a decay of one step, whose rate is the peak, so the model of budget "
            + "104 is not decayed; make learning-rate.decay.value longer, at least 2 steps.")]
    [InlineData("learning-rate.decay { basis = steps, value = 1 }",
        "least/river: decay-100 at step 99 is a decay of one step")]
    [InlineData("policy = wsd\nlearning-rate.decay { basis = steps, value = 1 }",
        "least/budget-100: decay-100 at step 99 is a decay of one step")]
    [InlineData("learning-rate.decay.value = 1e-9", "least/river: decay-100 at step 99 is a decay of one step")]
    [InlineData("policy = cyclic-cosine\nbudgets = [100, 101]",
        "least/river: cosine-101 at step 100 is a decay of one step, whose rate is the peak, so the model of budget "
            + "101 is not decayed; move the budget further from the one before.")]
    [InlineData("learning-rate.warm-up-steps = 1",
        "least/river: warm-up at step 0 is a warm-up of one step, whose rate is 0, so it changes no weight;")]
    [InlineData("learning-rate.decay.value = 0.5",
        "least/river: decay-200 at step 100 is a decay of 100 steps with no stable steps before it,")]
    public void A_phase_that_does_nothing_is_said(string more, string sentence) =>
        Assert.StartsWith(sentence, PlanWarnings.Of(Specs.Read($"{Specs.Least}\n{more}"))[0], StringComparison.Ordinal);

    [Theory]
    [InlineData("learning-rate.decay { basis = steps, value = 2 }")]
    [InlineData("learning-rate.warm-up-steps = 0")]
    [InlineData("policy = wsd\nbudgets = [100, 104]")]
    public void A_phase_of_two_steps_or_none_is_not(string more) =>
        Assert.Empty(PlanWarnings.Of(Specs.Read($"{Specs.Least}\n{more}")));

    [Fact]
    public void A_staged_decay_of_one_step_is_said_too() =>
        Assert.Equal(
            "warm/first: decay at step 9 is a decay of one step, whose rate is the peak, so its last state is not "
                + "decayed; make learning-rate.decay.value longer, at least 2 steps.",
            Assert.Single(PlanWarnings.Of(Specs.Read("""
                name = warm, policy = staged
                learning-rate { peak = 1e-3 }
                model { kind = llama, layers = 2, width = 64, heads = 4 }
                data { kind = dotnet-docs, context = 64, batch = 8 }
                stages = [ { name = first, steps = 10 }, { name = second, after = first, steps = 40 } ]
                """))));

    [Theory]
    [MemberData(nameof(EveryRecipe))]
    public void No_shipped_recipe_is_warned_of(string name, Scale scale) =>
        Assert.All(Specs.Load(new SpecRequest(name, scale)).Runs, run => Assert.Empty(PlanWarnings.Of(run.Spec.Spec)));
}
