namespace Riverrun.Models.Recipes;

/// <summary>
/// The four policies on real text, with WSD also at matched cost: the same small byte model, peak rate and warm-up,
/// over seeds (Wen et al. 2410.05192 compare at matched compute).
/// </summary>
public static class SchedulesOnText
{
    /// <summary>
    /// WSD whose branches together cost what WSD-S costs: the last leaf's trunk is shorter by the decays before it.
    /// </summary>
    private const string Matched = "wsd-matched";

    private const string Nats = "0.0000";

    private static readonly string[] Decaying = ["wsd", "wsd-s"];
    private static readonly long[] Budgets = [300, 600, 1200];
    private static readonly long[] MatchedBudgets = [300, 570, 1113];

    /// <summary>The study.</summary>
    public static Recipe Recipe { get; } = new(
        "schedules-on-text",
        "Wen et al., Understanding Warmup-Stable-Decay Learning Rates: A River Valley Loss Landscape Perspective, "
            + "arXiv 2410.05192",
        "WSD-S against cyclic cosine, cosine, and WSD at equal budgets and at equal cost, on the .NET documentation.",
        _ => """
            recipe = schedules-on-text
            name = schedules-on-text
            policy = wsd-s
            budgets = [300, 600, 1200]
            learning-rate { peak = 3e-3, floor-ratio = 0.1, warm-up-steps = 50, decay { shape = inverse, basis = total, value = 0.1 } }
            model { kind = llama, layers = 2, width = 64, heads = 4 }
            data { kind = dotnet-docs, tokenizer = bytes, context = 64, batch = 16 }
            evaluation { every-steps = 0, windows = 512 }
            """)
    {
        RunsAt = scale =>
        [
            .. from policy in new[] { "wsd-s", "wsd", Matched, "cyclic-cosine", "cosine" }
               from seed in Enumerable.Range(1, scale == Scale.Smoke ? 1 : 8)
               select new RecipeRun($"{policy}-seed{seed}", Changes(policy, seed)),
        ],
        Claims = runs => [.. Claims(new Results(runs))],
    };

    private static string Changes(string policy, int seed) => policy == Matched
        ? $"policy = wsd\nseed = {seed}\nbudgets = [{string.Join(", ", MatchedBudgets)}]"
        : $"policy = {policy}\nseed = {seed}";

    private static IEnumerable<Claim> Claims(Results results)
    {
        foreach (var (policy, budget) in from policy in Decaying from budget in Budgets select (policy, budget))
            yield return Claim.AtLeast(
                $"the decay of {policy} to {budget} lowers the loss by at least 0.03 nats",
                results.Drop(policy, budget), 0.03, Nats);

        foreach (var i in new[] { 1, 2 })
        {
            var (own, matched) = (("wsd-s", Budgets[i]), (Matched, MatchedBudgets[i]));

            yield return Claim.AtMost(
                $"wsd-s is at least 0.05 nats below cyclic-cosine at {Budgets[i]} steps",
                results.Difference(own, ("cyclic-cosine", Budgets[i])), -0.05, Nats);
            yield return Claim.AtMost(
                $"wsd-s is at most 0.01 nats above wsd at the cost of {Budgets[i]} steps",
                results.Difference(own, matched), 0.01, Nats);
            yield return Claim.AtMost(
                $"wsd with a trunk to {Budgets[i]} is below wsd at the cost of {Budgets[i]}",
                results.Difference(("wsd", Budgets[i]), matched), 0, Nats);
        }

        var same = results.Difference(("wsd", Budgets[0]), (Matched, MatchedBudgets[0]));

        if (same.Seeds > 0)
            yield return Claim.Exact(
                "the first model of wsd is the same bits whatever budgets follow",
                same.Values.All(difference => difference == 0) ? "equal" : "different",
                same.Values.All(difference => difference == 0));
    }

    /// <summary>The study's figures, seed by seed.</summary>
    private sealed class Results(IReadOnlyList<RunOutcome> runs)
    {
        /// <summary>
        /// How far one model's loss is above another's, each trained from the same first weights on the same windows.
        /// </summary>
        public OverSeeds Difference((string Policy, long Budget) one, (string Policy, long Budget) other) =>
            Losses(one).With(Losses(other), (own, its) => own - its);

        /// <summary>
        /// How far the decay to a budget brings the loss down from the trunk's where the decay begins.
        /// </summary>
        public OverSeeds Drop(string policy, long budget) => Of(
            policy, run =>
                run.At("river", budget - budget / 10)?.Headline.Value - run.Budgets.GetValueOrDefault(
                    budget)?.Headline.Value);

        private OverSeeds Losses((string Policy, long Budget) of) =>
            Of(of.Policy, run => run.Budgets.GetValueOrDefault(of.Budget)?.Headline.Value);

        private OverSeeds Of(string policy, Func<RunOutcome, double?> figure) => new(
        [
            .. runs.Where(run => run.Run.StartsWith($"{policy}-seed", StringComparison.Ordinal)).Select(figure)
            .OfType<double>(),
        ]);
    }
}
