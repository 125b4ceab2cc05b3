using System.Globalization;
using System.Text.Json.Nodes;
using Riverrun.Host.Printing;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Cli;

/// <summary>A plan as text and as JSON: branches, stages and what they cost.</summary>
internal static class PlanText
{
    /// <summary>As text.</summary>
    public static string Of(RunSpec spec)
    {
        var plan = Policies.Plan(spec);
        var ledger = Ledger.Of(plan);
        var stages = new TextTable("BRANCH", "FROM", "STAGE", "STEPS", "TO", "PEAK", "DELIVERS");

        foreach (var branch in plan)
            foreach (var stage in branch.Stages)
                stages.Row(
                    branch.Name, From(branch.Start), stage.Name, Number(stage.FirstStep), Number(stage.EndStep),
                    stage.PeakLearningRate.ToString("0.0e-00", CultureInfo.InvariantCulture),
                    stage.Budget is { } budget ? $"budget {Number(budget)}" : "");

        var sum = ledger.Deliveries.Sum(delivery => delivery.AncestorSteps);

        return $"""
            {spec.Name}: policy {Json(spec.Policy)}, seed {spec.Seed}, {Aim(spec)}
            {stages}
            The run takes {ledger.Campaign} steps; its models stand on {sum} steps of ancestry together.
            {string.Concat(PlanWarnings.Of(spec).Select(warning => warning + "\n"))}
            """;
    }

    /// <summary>What a run is to deliver: its budgets, or the stages of a fixed plan.</summary>
    public static string Aim(RunSpec spec) => spec.Policy == PolicyKind.Staged
        ? $"stages {string.Join(", ", spec.StagedPlan.Select(step => step.Name))}"
        : $"budgets {string.Join(", ", spec.Budgets)}";

    /// <summary>As JSON.</summary>
    public static JsonObject ToJson(RunSpec spec)
    {
        var plan = Policies.Plan(spec);
        var ledger = Ledger.Of(plan);

        return new JsonObject
        {
            ["name"] = spec.Name,
            ["policy"] = Json(spec.Policy),
            ["seed"] = spec.Seed,
            ["branches"] = new JsonArray([.. plan.Select(branch => new JsonObject
            {
                ["name"] = branch.Name,
                ["from"] = From(branch.Start),
                ["stages"] = new JsonArray([.. branch.Stages.Select(stage => new JsonObject
                {
                    ["name"] = stage.Name,
                    ["firstStep"] = stage.FirstStep,
                    ["endStep"] = stage.EndStep,
                    ["peakLearningRate"] = stage.PeakLearningRate,
                    ["budget"] = stage.Budget,
                })]),
            })]),
            ["warnings"] = new JsonArray([.. PlanWarnings.Of(spec).Select(warning => (JsonNode)warning)]),
            ["ledger"] = new JsonObject
            {
                ["campaignSteps"] = ledger.Campaign,
                ["deliveries"] = new JsonArray([.. ledger.Deliveries.Select(delivery => new JsonObject
                {
                    ["budget"] = delivery.Budget,
                    ["branch"] = delivery.Branch,
                    ["ancestorSteps"] = delivery.AncestorSteps,
                })]),
            },
        };
    }

    private static string Json(PolicyKind policy) => System.Text.Json.JsonSerializer.Serialize(policy).Trim('"');

    private static string From(BranchStart start) => start switch
    {
        BranchStart.FromCheckpoint from => $"{from.Branch}@{Number(from.AtStep)}",
        BranchStart.Merge merge => MergeText.Of(merge.From),
        _ => "scratch",
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
