using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;

namespace Riverrun.Host.Export;

/// <summary>The report's cost ledger.</summary>
internal static class LedgerTables
{
    /// <summary>
    /// What each branch cost, and what the policies' formulas say of the same budgets, river by river.
    /// </summary>
    public static Html Of(RunView run)
    {
        var ledger = CostLedger.Of(run);
        var one = ledger.Rivers.Count == 1;

        return Html.Of($"""
            {Page.Table(
                $"{run.Name}: optimizer steps by branch.",
                ["branch", "forked from", "own steps#", "steps before#", "ancestry in all#"],
                ledger.Rivers
                    .SelectMany(river => river.Branches.Select(Branch).Concat(one ? [] : [Total($"spent by {Name(river.River)}", river.River.SpentSteps)]))
                    .Append(Total("spent by the run", ledger.Spent)))}
            {ledger.Rivers.Select(river => Policies(river, one))}
            """);
    }

    private static Html Branch(BranchCost branch) => Html.Of(
        $"<tr><th scope=\"row\">{branch.Branch}</th><td>{branch.Parent ?? "fresh"}</td>"
        + $"{Number(branch.OwnSteps)}{Number(branch.AncestorSteps)}{Number(branch.TotalSteps)}</tr>\n");

    private static Html Total(string what, long steps) => Html.Of(
        $"<tr class=\"own\"><th scope=\"row\">{what}</th><td></td>{Number(steps)}<td></td><td></td></tr>\n");

    private static Html Policies(RiverCost cost, bool one)
    {
        var name = one ? "the run" : Name(cost.River);

        return cost.Policies.Count == 0
            ? Html.Of($"<p class=\"soft\">Of {name}: it follows a fixed plan of stages, so no other policy's cost "
                + $"compares: {Standing(cost)}.</p>\n")
            : Html.Of($"""
                <p class="soft">The budgets of {name} under each policy, planned from {(cost.River.ForkStep is { } step
                    ? $"the fork at step {Numbers.Steps(step)}" : "the start")}; {Standing(cost)}.</p>
                {Page.Table(
                    $"T_k is budget k, D_k the decay that leads to it, K the last one{(cost.River.ForkStep is null ? "" : ", F the step of the fork")}. Highlighted: the river's own policy.",
                    ["policy", "formula", "with these budgets", "steps#", $"against {cost.River.Policy}#"],
                    cost.Policies.Select(policy => Row(policy, cost)))}
                """);
    }

    private static string Name(RiverView river) => river.Parent is null ? "the run's own river" : $"fork {river.Name}";

    private static string Standing(RiverCost cost)
    {
        var (river, formula) = (cost.River, cost.Own?.Steps);
        var planned = formula is { } steps && steps != river.PlannedSteps
            ? $"; the plan has {Numbers.Steps(river.PlannedSteps)} where the formula has {Numbers.Steps(steps)}, "
                + "because budgets came when their decay could not begin on the way any more"
            : "";

        return river.SpentSteps == river.PlannedSteps
            ? $"it has spent {Numbers.Steps(river.SpentSteps)} steps{planned}"
            : $"it has spent {Numbers.Steps(river.SpentSteps)} of {Numbers.Steps(river.PlannedSteps)} planned steps "
                + $"so far{planned}";
    }

    private static Html Row(PolicyCost policy, RiverCost cost) => Html.Of(
        $"<tr class=\"{(policy == cost.Own ? "own" : "")}\"><th "
        + $"scope=\"row\">{policy.Policy}</th><td>{policy.Formula}</td>"
        + $"<td>{policy.Numbers}</td>{Number(policy.Steps)}{Against(policy, cost.Own)}</tr>\n");

    /// <summary>
    /// A policy's formula against that of the river's own: both planned, so neither is a run that is not over.
    /// </summary>
    private static Html Against(PolicyCost policy, PolicyCost? own) => own is null or { Steps: 0 } || policy == own
        ? Html.Of($"<td class=\"n\">–</td>")
        : policy.Steps == own.Steps
            ? Html.Of($"<td class=\"n\">equal</td>")
            : Html.Of($"<td class=\"n {(policy.Steps > own.Steps ? "lost" : "gained")}\">"
                + $"{(policy.Steps - own.Steps) / (double)own.Steps:+0.0%;−0.0%}</td>");

    private static Html Number(long steps) => Html.Of($"<td class=\"n\">{Numbers.Steps(steps)}</td>");
}
