using System.Globalization;
using Riverrun.Actors.Runs;

namespace Riverrun.Host.Export;

/// <summary>What a run spent, river by river, and what each policy would spend for a river's budgets.</summary>
/// <param name="Rivers">The run's own river first, then one for each fork.</param>
/// <param name="Spent">Optimizer steps of all branches together.</param>
internal sealed record CostLedger(IReadOnlyList<RiverCost> Rivers, long Spent)
{
    /// <summary>The ledger of a run.</summary>
    public static CostLedger Of(RunView run)
    {
        var rivers = run.Rivers ??
            [new RiverView("river", run.Policy, null, null, [.. Names(run)], run.SpentSteps, run.SpentSteps)];

        return new CostLedger([.. rivers.Select(river => Cost(run, river))], run.SpentSteps);
    }

    private static IEnumerable<string> Names(RunView run) =>
        run.Branches.Select(branch => branch.Name).Concat(run.Budgets.Select(budget => budget.Branch)).Distinct();

    private static RiverCost Cost(RunView run, RiverView river)
    {
        var names = river.Branches.ToHashSet();
        var branches = run.Branches.Where(branch => names.Contains(branch.Name)).ToArray();
        var start = river.ForkStep ?? 0;
        var budgets = run.Budgets.Where(budget => names.Contains(budget.Branch))
            .Select(budget => budget.Steps).Distinct().Order().ToArray();
        var decays = budgets.Select(steps => DecaySteps(branches, steps, river.Policy)).ToArray();

        return new RiverCost(
            river, [.. branches.Select(Cost)], river.Policy == "staged"
                || branches.Any(branch => branch.Name == river.Name && branch.MergedFrom is not null)
                ? [] : Formulas(budgets, decays, start));
    }

    /// <summary>
    /// Steps of the last decay that leads to this budget; a tenth of it where the river has none of its own.
    /// </summary>
    private static long DecaySteps(IReadOnlyList<BranchView> branches, long budget, string policy) => branches
        .SelectMany(branch => branch.Stages)
        .Where(stage => stage.Budget == budget && stage.Phase == "decay" && policy is not ("cosine" or "cyclic-cosine"))
        .Select(stage => (long?)(stage.EndStep - stage.FirstStep))
        .FirstOrDefault() ?? budget / 10;

    private static BranchCost Cost(BranchView branch)
    {
        var ancestry = branch.ForkStep ?? (branch.Stages.Count > 0 ? branch.Stages[0].FirstStep : 0);

        return new BranchCost(branch.Name, branch.Parent, branch.Step - ancestry, ancestry, branch.Step);
    }

    /// <summary>A river that begins at a fork has the steps before it for nothing.</summary>
    private static PolicyCost[] Formulas(long[] budgets, long[] decays, long start)
    {
        if (budgets.Length == 0)
            return [];

        var (last, lastDecay) = (budgets[^1], decays[^1]);
        var (sign, before) = start == 0 ? ("", "") : (" − F", Text($" − {start:N0}"));
        var shorter = decays.Select(decay => Text($"{decay:N0}"));
        var each = budgets.Select(steps => start == 0 ? Text($"{steps:N0}") : Text($"({steps:N0}{before})"));

        return
        [
            new PolicyCost("wsd-s", "T_K" + sign, Text($"{last:N0}{before}"), last - start),
            new PolicyCost("wsm", "T_K" + sign, Text($"{last:N0}{before}"), last - start),
            new PolicyCost("cyclic-cosine", "T_K" + sign, Text($"{last:N0}{before}"), last - start),
            new PolicyCost(
                "wsd",
                $"T_K − D_K + ΣD_k{sign}",
                Text($"{last:N0} − {lastDecay:N0} + ({string.Join(" + ", shorter)}){before}"),
                last - lastDecay + decays.Sum() - start),
            new PolicyCost(
                "cosine", start == 0 ? "ΣT_k" : "Σ(T_k − F)", string.Join(" + ", each),
                budgets.Sum(steps => steps - start)),
        ];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One river's steps.</summary>
/// <param name="River">The river.</param>
/// <param name="Branches">One entry a branch, in the order in which they were opened.</param>
/// <param name="Policies">The cost of its budgets, planned from its start, under each policy; empty for a fixed plan of
/// stages.</param>
internal sealed record RiverCost(
    RiverView River, IReadOnlyList<BranchCost> Branches, IReadOnlyList<PolicyCost> Policies)
{
    /// <summary>What its own policy's formula says; null where there is none.</summary>
    public PolicyCost? Own => Policies.FirstOrDefault(policy => policy.Policy == River.Policy);
}

/// <summary>One branch's steps: its own, those before its first, and both.</summary>
internal sealed record BranchCost(string Branch, string? Parent, long OwnSteps, long AncestorSteps, long TotalSteps);

/// <summary>A policy's cost: the formula, the formula with the river's numbers, the result in steps.</summary>
internal sealed record PolicyCost(string Policy, string Formula, string Numbers, long Steps);
