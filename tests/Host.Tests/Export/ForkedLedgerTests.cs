using System.Xml.Linq;
using Riverrun.Actors.Runs;
using Riverrun.Host.Export;

namespace Riverrun.Host.Tests.Export;

public sealed class ForkedLedgerTests
{
    [Fact]
    public void Each_river_is_measured_against_the_formulas_of_its_own_budgets()
    {
        var ledger = CostLedger.Of(Forked());

        Assert.Equal(
            [
                ("wsd-s", "T_K", 1600L), ("wsm", "T_K", 1600), ("cyclic-cosine", "T_K", 1600),
                ("wsd", "T_K − D_K + ΣD_k", 1600 - 160 + 40 + 160), ("cosine", "ΣT_k", 2000),
            ],
            ledger.Rivers[0].Policies.Select(policy => (policy.Policy, policy.Formula, policy.Steps)));
        Assert.Equal(
            [
                ("wsd-s", "1,600 − 400", 1200L), ("wsm", "1,600 − 400", 1200), ("cyclic-cosine", "1,600 − 400", 1200),
                ("wsd", "1,600 − 160 + (80 + 160) − 400", 1280), ("cosine", "(800 − 400) + (1,600 − 400)", 1600),
            ],
            ledger.Rivers[1].Policies.Select(policy => (policy.Policy, policy.Numbers, policy.Steps)));
        Assert.Equal(
            ["river", "wide"], ledger.Rivers.SelectMany(river => river.Branches.Select(branch => branch.Branch)));
        Assert.Equal(2800, ledger.Spent);
    }

    [Fact]
    public void Percentages_stand_against_the_rivers_own_policy_and_the_own_row_has_none()
    {
        var rows = Rows(LedgerTables.Of(Forked())).Where(row => row.Length == 5 && row[1].Contains('T')).ToArray();

        Assert.Equal(
            [
                "wsd-s –", "wsm equal", "cyclic-cosine equal", "wsd +2.5%", "cosine +25.0%",
                "wsd-s –", "wsm equal", "cyclic-cosine equal", "wsd +6.7%", "cosine +33.3%",
            ],
            rows.Select(row => $"{row[0]} {row[4]}"));
    }

    [Fact]
    public void A_run_that_is_not_over_and_a_late_budget_are_told_in_words()
    {
        var run = Forked();
        var young = run with
        {
            Rivers =
            [run.Rivers![0] with { SpentSteps = 900 }, run.Rivers[1] with { PlannedSteps = 1300 }]
        };

        var text = LedgerTables.Of(young).ToString();

        Assert.Contains("it has spent 900 of 1,600 planned steps so far", text);
        Assert.Contains("the plan has 1,300 where the formula has 1,200, because budgets came when", text);
    }

    [Fact]
    public void A_fixed_plan_of_stages_is_compared_with_no_policy()
    {
        var run = Forked();
        var staged = run with
        {
            Policy = "staged",
            Rivers = [.. run.Rivers!.Select(river => river with { Policy = "staged" })]
        };

        Assert.DoesNotContain(Rows(LedgerTables.Of(staged)), row => row[0] == "cosine");
        Assert.Contains("follows a fixed plan of stages", LedgerTables.Of(staged).ToString());
    }

    [Fact]
    public void No_label_of_the_river_lies_on_water()
    {
        var picture = XElement.Parse(RiverSvg.Draw(Forked(), 0).ToString()).Descendants("svg").First();

        var texts = picture.Descendants("text").Where(text => text.Attribute("class")?.Value is "value" or "name")
            .ToArray();
        var lanes = picture.Descendants("circle").Select(circle => double.Parse(circle.Attribute("cy")!.Value))
            .Distinct().ToArray();
        var ends = picture.Descendants("circle").Max(circle => double.Parse(circle.Attribute("cx")!.Value));
        Assert.Equal(2 + 4, texts.Length);
        Assert.All(texts, text => Assert.True(
            double.Parse(text.Attribute("x")!.Value) > ends
            || lanes.All(lane => Math.Abs(double.Parse(text.Attribute("y")!.Value) - 4 - lane) > 7), text.ToString()));
        Assert.True(picture.Descendants("path").All(path => path.IsBefore(texts[0])));
    }

    /// <summary>A river to 1,600 and a fork of it at 400, both with WSD-S.</summary>
    private static RunView Forked()
    {
        var run = SampleRuns.Simplified(budgets: [400, 1600]).Run;
        var wide = SampleRuns.Simplified(budgets: [800, 1600]).Run;
        var fork = wide.Branches[0] with
        {
            Name = "wide",
            Parent = "river",
            ForkStep = 400,
            Stages = [.. wide.Branches[0].Stages.Where(stage => stage.EndStep > 400)
                .Select(stage => stage with { FirstStep = Math.Max(400, stage.FirstStep) })],
            Checkpoints = [.. wide.Branches[0].Checkpoints.Where(kept => kept.Step > 400)],
        };

        return run with
        {
            Branches = [run.Branches[0], fork],
            Budgets = [.. run.Budgets,
                .. wide.Budgets.Select(budget => budget with { Branch = "wide", RiverSteps = budget.Steps - 400 })],
            SpentSteps = 2800,
            Rivers =
            [
                new RiverView("river", "wsd-s", null, null, ["river"], 1600, 1600),
                new RiverView("wide", "wsd-s", "river", 400, ["wide"], 1200, 1200),
            ],
        };
    }

    private static string[][] Rows(Html tables) =>
        [.. XElement.Parse($"<x>{tables}</x>").Descendants("tr")
            .Select(row => row.Elements().Select(cell => cell.Value).ToArray())];
}
