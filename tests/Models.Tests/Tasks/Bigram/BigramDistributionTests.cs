using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Bigram;

namespace Riverrun.Models.Tests.Tasks.Bigram;

public sealed class BigramDistributionTests
{
    private static readonly BigramDistribution Distribution = new(new ModelConfig.Bigram(384, 32, 64), seed: 7);

    [Fact]
    public void Half_the_mass_is_certain_and_falls_as_one_over_the_rank()
    {
        Assert.Equal(0.5, Distribution.Frequencies.Take(384).Sum(), 12);
        Assert.Equal(Distribution.Frequencies[0], 100 * Distribution.Frequencies[99], 12);
        Assert.All(Distribution.Frequencies.Skip(384), frequency => Assert.Equal(0.5 / 32, frequency));
    }

    [Fact]
    public void A_deterministic_context_has_one_outcome_and_an_uncertain_one_eight()
    {
        for (var context = 0; context < Distribution.Contexts; context++)
        {
            var row = Distribution.Row(context).ToArray();

            Assert.Equal(1, row.Sum(), 12);
            Assert.Equal(context < 384 ? 1 : 8, row.Count(probability => probability > 0));
        }
    }

    // Dirichlet(5) over 8: each share has mean 1/8 and variance (1/8)(7/8)/41.
    [Fact]
    public void The_uncertain_outcomes_have_the_spread_of_Dirichlet_5()
    {
        var large = new BigramDistribution(new ModelConfig.Bigram(1, 4000, 64), seed: 1);
        var shares = Enumerable.Range(1, 4000)
            .SelectMany(context => large.Row(context).ToArray().Where(share => share > 0)).ToList();

        var variance = shares.Average(share => Math.Pow(share - 0.125, 2));

        Assert.InRange(variance / (0.125 * 0.875 / 41), 0.95, 1.05);
    }

    [Fact]
    public void Samples_come_as_often_as_the_distribution_says()
    {
        const int draws = 400;
        var counts = new double[Distribution.Contexts, Distribution.Tokens];
        for (var i = 0; i < draws; i++)
        {
            for (var j = 0; j < draws; j++)
            {
                var (context, token) = Distribution.Sample((i + 0.5) / draws, (j + 0.5) / draws);
                counts[context, token] += 1.0 / (draws * draws);
            }
        }

        for (var context = 0; context < Distribution.Contexts; context++)
        {
            for (var token = 0; token < Distribution.Tokens; token++)
            {
                var due = Distribution.Frequencies[context] * Distribution.Row(context)[token];
                Assert.InRange(counts[context, token], due - (2.0 / draws), due + (2.0 / draws));
                Assert.True(due > 0 || counts[context, token] == 0);
            }
        }
    }

    [Fact]
    public void The_seed_decides_the_distribution()
    {
        var model = new ModelConfig.Bigram(384, 32, 64);

        Assert.Equal(new BigramDistribution(model, 7).Row(400).ToArray(), Distribution.Row(400).ToArray());
        Assert.NotEqual(new BigramDistribution(model, 8).Row(400).ToArray(), Distribution.Row(400).ToArray());
    }

    [Fact]
    public void Too_few_tokens_are_refused_with_the_number()
    {
        var refusal =
            Assert.Throws<ArgumentException>(() => new BigramDistribution(new ModelConfig.Bigram(384, 32, 7), 0));

        Assert.Contains("7 tokens", refusal.Message, StringComparison.Ordinal);
    }
}
