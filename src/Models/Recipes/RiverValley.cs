using System.Globalization;

namespace Riverrun.Models.Recipes;

/// <summary>
/// The smallest river valley: a bigram table whose deterministic rows are the river and whose uncertain rows are the
/// hills, trained by SGD under every policy, over seeds and two peak rates (Wen et al. 2410.05192, §3 and §4).
/// </summary>
public static class RiverValley
{
    private static readonly string[] Policies = ["cosine", "cyclic-cosine", "wsd", "wsd-s"];
    private static readonly long[] Budgets = [1000, 2000, 4000];
    private static readonly int[] Peaks = [64, 16];

    /// <summary>The study.</summary>
    public static Recipe Recipe { get; } = new(
        "river-valley",
        "Wen et al., Understanding Warmup-Stable-Decay Learning Rates: A River Valley Loss Landscape Perspective, arXiv 2410.05192",
        "A bigram table under all four policies: what the stable phase learns, and what the decay removes.",
        _ => """
            recipe = river-valley
            name = river-valley
            policy = wsd-s
            budgets = [1000, 2000, 4000]
            learning-rate { peak = 64, floor-ratio = 0.1, warm-up-steps = 50, decay { shape = inverse, basis = total, value = 0.1 } }
            model { kind = bigram, deterministic-contexts = 384, uncertain-contexts = 32, tokens = 64 }
            data { kind = bigram, distribution-seed = 1, batch = 64 }
            optimizer { kind = sgd }
            evaluation { every-steps = 100, windows = 1 }
            """)
    {
        RunsAt = scale =>
        [
            .. from peak in Peaks.Take(scale == Scale.Smoke ? 1 : 2)
               from policy in Policies
               from seed in Enumerable.Range(1, scale == Scale.Smoke ? 1 : 3)
               select new RecipeRun(
                   $"{policy}-peak{peak}-seed{seed}", $"policy = {policy}\nlearning-rate.peak = {peak}\nseed = {seed}"),
        ],
        Claims = runs => [.. Claims(new Valley(runs))],
    };

    private static IEnumerable<Claim> Claims(Valley valley)
    {
        if (valley.Has("wsd", 64))
        {
            yield return UncertainRowsDecay(valley);
            yield return StableTrunkGoesDownTheRiver(valley);
            yield return DecayLeavesTheHill(valley);
        }

        if (valley.Has("wsd", 64) && valley.Has("wsd", 16))
            yield return HillIsProportionalToTheRate(valley);

        foreach (var claim in from peak in Peaks
                              from policy in Policies.Where(policy => policy.StartsWith("wsd", StringComparison.Ordinal))
                              from budget in Budgets.Take(2)
                              where valley.Has(policy, peak) && valley.Has("cosine", peak)
                              select BeatsCosine(valley, policy, peak, budget))
            yield return claim;
    }

    private static Claim UncertainRowsDecay(Valley valley)
    {
        var share = Budgets.Min(budget =>
            (valley.Trunk(64, budget, "uncertain") - valley.Leaf("wsd", 64, budget, "uncertain"))
            / (valley.Trunk(64, budget, "excess") - valley.Leaf("wsd", 64, budget, "excess")));

        return new Claim("at least 95 % of what a decay removes lies in the uncertain rows", Percent(share), share >= 0.95);
    }

    private static Claim StableTrunkGoesDownTheRiver(Valley valley)
    {
        var ratio = valley.Trunk(64, 4000, "deterministic") / valley.Trunk(64, 1000, "deterministic");

        return new Claim(
            "between steps 900 and 3600 the stable trunk brings the deterministic rows to at most 25 %", Percent(ratio), ratio <= 0.25);
    }

    private static Claim DecayLeavesTheHill(Valley valley)
    {
        var ratio = valley.Leaf("wsd", 64, 4000, "excess") / valley.Trunk(64, 4000, "excess");

        return new Claim("the decay to 4000 leaves at most 20 % of the trunk's excess loss", Percent(ratio), ratio <= 0.2);
    }

    private static Claim HillIsProportionalToTheRate(Valley valley)
    {
        var ratio = valley.Trunk(64, 4000, "uncertain") / valley.Trunk(16, 4000, "uncertain");

        return new Claim(
            "the uncertain rows stand 3 to 5 times as high at four times the rate",
            string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} times"), ratio is >= 3 and <= 5);
    }

    private static Claim BeatsCosine(Valley valley, string policy, int peak, long budget)
    {
        var (own, cosine) = (valley.Leaf(policy, peak, budget, "excess"), valley.Leaf("cosine", peak, budget, "excess"));

        return new Claim(
            $"{policy} is below cosine at {budget} steps, peak {peak}",
            string.Create(CultureInfo.InvariantCulture, $"{own:0.0000} against {cosine:0.0000}"), own < cosine);
    }

    private static string Percent(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio * 100:0.0} %");

    /// <summary>Means over seeds of the study's figures.</summary>
    private sealed class Valley(IReadOnlyList<RunOutcome> runs)
    {
        public bool Has(string policy, int peak) => Of(policy, peak).Any();

        public double Leaf(string policy, int peak, long budget, string metric) =>
            Of(policy, peak).Average(run => run.Budgets[budget].Metrics[metric]);

        /// <summary>The trunk where it is left for <paramref name="budget"/>: 10 % of all steps before it.</summary>
        public double Trunk(int peak, long budget, string metric) =>
            Of("wsd", peak).Average(run => run.Measurements
                .First(entry => entry.Branch == "river" && entry.Step == budget - budget / 10)
                .Evaluation.Metrics[metric]);

        private IEnumerable<RunOutcome> Of(string policy, int peak) =>
            runs.Where(run => run.Run.StartsWith($"{policy}-peak{peak}-", StringComparison.Ordinal));
    }
}
