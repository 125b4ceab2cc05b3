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
        "Wen et al., Understanding Warmup-Stable-Decay Learning Rates: A River Valley Loss Landscape Perspective, "
            + "arXiv 2410.05192",
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
            foreach (var claim in HillIsProportionalToTheRate(valley))
                yield return claim;

        foreach (var claim in from peak in Peaks
                              from policy in Policies.Where(
                                  policy => policy.StartsWith("wsd", StringComparison.Ordinal))
                              from budget in Budgets.Take(2)
                              where valley.Has(policy, peak) && valley.Has("cosine", peak)
                              select BeatsCosine(valley, policy, peak, budget))
            yield return claim;
    }

    private static Claim UncertainRowsDecay(Valley valley) => Claim.AtLeast(
        "at least 95 % of what a decay removes lies in the uncertain rows",
        valley.Over("wsd", 64, run => Budgets.Min(budget =>
            (Valley.Trunk(run, budget, "uncertain") - Valley.Leaf(run, budget, "uncertain"))
            / (Valley.Trunk(run, budget, "excess") - Valley.Leaf(run, budget, "excess")))),
        0.95,
        "0.0 %");

    private static Claim StableTrunkGoesDownTheRiver(Valley valley) => Claim.AtMost(
        "between steps 900 and 3600 the stable trunk brings the deterministic rows to at most 25 %",
        valley.Over("wsd", 64, run =>
            Valley.Trunk(run, 4000, "deterministic") / Valley.Trunk(run, 1000, "deterministic")),
        0.25,
        "0.0 %");

    private static Claim DecayLeavesTheHill(Valley valley) => Claim.AtMost(
        "the decay to 4000 leaves at most 20 % of the trunk's excess loss",
        valley.Over("wsd", 64, run => Valley.Leaf(run, 4000, "excess") / Valley.Trunk(run, 4000, "excess")),
        0.2,
        "0.0 %");

    private static IEnumerable<Claim> HillIsProportionalToTheRate(Valley valley)
    {
        var ratio = valley.Over("wsd", 64, run => Valley.Trunk(run, 4000, "uncertain"))
            .With(valley.Over("wsd", 16, run => Valley.Trunk(run, 4000, "uncertain")), (high, low) => high / low);

        yield return Claim.AtLeast(
            "the uncertain rows stand at least 3 times as high at four times the rate", ratio, 3, "0.00");
        yield return Claim.AtMost(
            "the uncertain rows stand at most 5 times as high at four times the rate", ratio, 5, "0.00");
    }

    private static Claim BeatsCosine(Valley valley, string policy, int peak, long budget) => Claim.AtMost(
        $"{policy} is below cosine at {budget} steps, peak {peak}",
        valley.Over(policy, peak, run => Valley.Leaf(run, budget, "excess"))
            .With(valley.Over("cosine", peak, run => Valley.Leaf(run, budget, "excess")), (own, cosine) =>
                own - cosine),
        0,
        "0.0000");

    /// <summary>The study's figures, seed by seed.</summary>
    private sealed class Valley(IReadOnlyList<RunOutcome> runs)
    {
        public static double Leaf(RunOutcome run, long budget, string metric) =>
            run.Budgets.GetValueOrDefault(budget)?.Metrics[metric] ?? double.NaN;

        /// <summary>The trunk where it is left for <paramref name="budget"/>: 10 % of all steps before it.</summary>
        public static double Trunk(RunOutcome run, long budget, string metric) =>
            run.At("river", budget - budget / 10)?.Metrics[metric] ?? double.NaN;

        public bool Has(string policy, int peak) => Of(policy, peak).Any();

        public OverSeeds Over(string policy, int peak, Func<RunOutcome, double> figure) =>
            new([.. Of(policy, peak).Select(figure).Where(double.IsFinite)]);

        private IEnumerable<RunOutcome> Of(string policy, int peak) =>
            runs.Where(run => run.Run.StartsWith($"{policy}-peak{peak}-", StringComparison.Ordinal));
    }
}
