using System.Globalization;

namespace Riverrun.Models.Recipes;

/// <summary>
/// The four policies on real text, with WSD also at matched cost: the same small byte model, peak rate and warm-up, over
/// seeds (Wen et al. 2410.05192 compare at matched compute).
/// </summary>
public static class SchedulesOnText
{
    /// <summary>WSD whose branches together cost what WSD-S costs: the last leaf's trunk is shorter by the decays before it.</summary>
    private const string Matched = "wsd-matched";

    private static readonly long[] Budgets = [300, 600, 1200];
    private static readonly long[] MatchedBudgets = [300, 570, 1113];

    /// <summary>The study.</summary>
    public static Recipe Recipe { get; } = new(
        "schedules-on-text",
        "Wen et al., Understanding Warmup-Stable-Decay Learning Rates: A River Valley Loss Landscape Perspective, arXiv 2410.05192",
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
               from seed in Enumerable.Range(1, scale == Scale.Smoke ? 1 : 2)
               select new RecipeRun($"{policy}-seed{seed}", Changes(policy, seed)),
        ],
        Claims = runs => [.. Claims(new Results(runs))],
    };

    private static string Changes(string policy, int seed) => policy == Matched
        ? $"policy = wsd\nseed = {seed}\nbudgets = [{string.Join(", ", MatchedBudgets)}]"
        : $"policy = {policy}\nseed = {seed}";

    private static IEnumerable<Claim> Claims(Results results)
    {
        var smallest = Budgets.SelectMany(budget => new[] { results.Drop("wsd", budget), results.Drop("wsd-s", budget) }).Min();
        yield return new Claim("every decay lowers the loss by at least 0.03 nats", Text(smallest), smallest >= 0.03);

        foreach (var i in new[] { 1, 2 })
        {
            var (simplified, cyclic) = (results.Loss("wsd-s", Budgets[i]), results.Loss("cyclic-cosine", Budgets[i]));
            yield return new Claim(
                $"wsd-s is at least 0.05 nats below cyclic-cosine at {Budgets[i]} steps",
                $"{Text(simplified)} against {Text(cyclic)}", simplified <= cyclic - 0.05);

            var matched = results.Loss(Matched, MatchedBudgets[i]);
            yield return new Claim(
                $"wsd-s is at most 0.01 nats above wsd at the cost of {Budgets[i]} steps",
                $"{Text(simplified)} against {Text(matched)}", simplified <= matched + 0.01);

            var unmatched = results.Loss("wsd", Budgets[i]);
            yield return new Claim(
                $"wsd with a trunk to {Budgets[i]} is below wsd at the cost of {Budgets[i]}",
                $"{Text(unmatched)} against {Text(matched)}", unmatched < matched);
        }

        var same = results.Loss("wsd", Budgets[0]) == results.Loss(Matched, MatchedBudgets[0]);
        yield return new Claim("the first model of wsd is the same bits whatever budgets follow", same ? "equal" : "different", same);
    }

    private static string Text(double nats) => nats.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>Means over seeds of the study's figures.</summary>
    private sealed class Results(IReadOnlyList<RunOutcome> runs)
    {
        public double Loss(string policy, long budget) => Of(policy).Average(run => run.Budgets[budget].Headline.Value);

        /// <summary>How far the decay to a budget brings the loss down from the trunk's where the decay begins.</summary>
        public double Drop(string policy, long budget) => Of(policy).Average(run =>
            run.Measurements.First(entry => entry.Branch == "river" && entry.Step == budget - budget / 10).Evaluation.Headline.Value
            - run.Budgets[budget].Headline.Value);

        private IEnumerable<RunOutcome> Of(string policy) =>
            runs.Where(run => run.Run.StartsWith($"{policy}-seed", StringComparison.Ordinal));
    }
}
