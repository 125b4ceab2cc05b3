using Riverrun.Models.Plans;
using Riverrun.Models.Recipes;
using Riverrun.Models.Schedules;
using Riverrun.Models.Specs;
using Riverrun.Models.Training;

namespace Riverrun.Host.Tests.Specs;

public sealed class RecipeTests
{
    private static readonly string[] Schedules = ["wsd-s", "wsd", "cyclic-cosine", "cosine"];
    private static readonly int[] Peaks = [64, 16];
    private static readonly long[] Budgets = [1000, 2000, 4000];
    private static readonly long[] Departures = [900, 1800, 3600];

    public static TheoryData<string, Scale> EveryRecipe() =>
        [.. from recipe in RecipeBook.All from scale in Enum.GetValues<Scale>() select (recipe.Name, scale)];

    [Theory]
    [MemberData(nameof(EveryRecipe))]
    public void Every_recipe_reads_at_every_scale_and_has_a_plan(string name, Scale scale)
    {
        var loaded = Specs.Load(new SpecRequest(name, scale));

        Assert.NotEmpty(loaded.Runs);
        Assert.Equal(loaded.Runs.Count, loaded.Runs.Select(run => run.Spec.Spec.Name).Distinct().Count());
        Assert.All(loaded.Runs, run => Assert.Null(BudgetRules.Problem(River.Of(run.Spec.Spec))));
        Assert.All(loaded.Runs, run => Assert.Equal(name, run.Spec.Spec.Recipe));
    }

    [Theory]
    [InlineData("wsd-s", 1600)]
    [InlineData("cyclic-cosine", 1600)]
    [InlineData("wsd", 1600 - 160 + 40 + 80 + 160)]
    [InlineData("cosine", 400 + 800 + 1600)]
    public void A_recipe_costs_what_its_policy_says(string name, long steps)
    {
        var ledger = Ledger.Of(Policies.Plan(Specs.Load(name).Runs[0].Spec.Spec));

        Assert.Equal(steps, ledger.Campaign);
        Assert.Equal([400L, 800, 1600], ledger.Deliveries.Select(delivery => delivery.AncestorSteps).Order());
    }

    [Fact]
    public void The_four_schedules_differ_in_nothing_but_name_and_policy()
    {
        var sources = Schedules.Select(name => Specs.Load(name).Runs[0].Spec.Source
            .Split('\n').Where(line => line.Split(' ')[0] is not ("name" or "policy" or "recipe")));

        Assert.Single(sources.Select(lines => string.Join('\n', lines)).Distinct());
    }

    [Fact]
    public void The_river_valley_is_four_policies_by_three_seeds_by_two_rates()
    {
        var runs = Specs.Load("river-valley").Runs;

        Assert.Equal(24, runs.Count);
        Assert.Equal(
            24, runs.Select(run => (run.Spec.Spec.Policy, run.Spec.Spec.Seed, run.Spec.Spec.LearningRate.Peak))
                .Distinct().Count());
        Assert.Contains("river-valley-wsd-s-peak64-seed1", runs.Select(run => run.Spec.Spec.Name));
    }

    [Fact]
    public void The_claims_hold_for_the_published_shape_and_fail_without_it()
    {
        Assert.All(Claims(_ => 1), claim =>
            Assert.True(claim.Verdict == Verdict.Holds, $"{claim.Statement}: {claim.Measured}"));
        Assert.Equal(12 + 1, Claims(_ => 1).Count);

        var flat = Claims(policy => policy == "cosine" ? 0.1 : 1);

        Assert.Equal(8, flat.Count(claim => claim.Verdict == Verdict.DoesNotHold));
        Assert.All(flat.Where(claim => claim.Verdict == Verdict.DoesNotHold), claim =>
            Assert.Contains("below cosine", claim.Statement, StringComparison.Ordinal));
    }

    [Fact]
    public void A_study_with_other_budgets_leaves_open_what_it_did_not_measure()
    {
        var none = new RunOutcome("wsd-peak64-seed1", new Dictionary<long, Evaluation>(), []);

        Assert.All(
            RiverValley.Recipe.Claims!([none, none with { Run = "cosine-peak64-seed1" }]),
            claim => Assert.Equal((Verdict.Undecided, "not measured"), (claim.Verdict, claim.Measured)));
        Assert.All(
            SchedulesOnText.Recipe.Claims!([none with { Run = "wsd-seed1" }, none with { Run = "wsd-s-seed1" }]),
            claim => Assert.Equal((Verdict.Undecided, "not measured"), (claim.Verdict, claim.Measured)));
    }

    /// <summary>The table of the reference experiment, with each policy's excess scaled.</summary>
    private static IReadOnlyList<Claim> Claims(Func<string, double> scale)
    {
        var runs =
            from peak in Peaks
            from policy in Schedules
            from seed in Enumerable.Range(1, 3)
            let hill = peak == 64 ? 0.126 : 0.032
            let better = policy.StartsWith("wsd", StringComparison.Ordinal) ? 0.8 : 1
            select new RunOutcome(
                $"{policy}-peak{peak}-seed{seed}",
                Budgets.ToDictionary(
                    budget => budget, budget => Figures(Left(budget * 0.9), hill * 0.05 * better * scale(policy))),
                [.. Departures.Select(step => ("river", step, Figures(Left(step), hill)))]);

        return RiverValley.Recipe.Claims!([.. runs]);
    }

    /// <summary>What is left of the deterministic rows: .0098 at step 900, and .0018 at 3600.</summary>
    private static double Left(double step) => 0.0098 * Math.Pow(900 / step, 1.22);

    private static Evaluation Figures(double deterministic, double uncertain) => new(
        1, null, new Dictionary<string, double>
        {
            ["deterministic"] = deterministic,
            ["uncertain"] = uncertain,
            ["excess"] = deterministic + uncertain,
        });
}
