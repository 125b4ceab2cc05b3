using System.Globalization;
using Riverrun.Actors.Projections;

namespace Riverrun.Host.Export;

/// <summary>What a run spent, and what each policy would spend for the same budgets.</summary>
/// <param name="Branches">One entry a branch, in the order in which they were opened.</param>
/// <param name="Spent">Optimizer steps of all branches together.</param>
/// <param name="Policies">The cost of the same budgets under each policy.</param>
internal sealed record CostLedger(
    IReadOnlyList<BranchCost> Branches, long Spent, IReadOnlyList<PolicyCost> Policies)
{
    /// <summary>The ledger of a run.</summary>
    public static CostLedger Of(RunView run)
    {
        var budgets = run.Budgets.Select(budget => budget.Steps).Distinct().Order().ToArray();
        var decays = budgets.Select(steps => DecaySteps(run, steps)).ToArray();

        return new CostLedger([.. run.Branches.Select(Cost)], run.SpentSteps, Formulas(budgets, decays));
    }

    /// <summary>Steps of the last decay that leads to this budget; a tenth of it where the run has none of its own.</summary>
    private static long DecaySteps(RunView run, long budget) => run.Branches
        .SelectMany(branch => branch.Stages)
        .Where(stage => stage.Budget == budget && stage.Phase == "decay" && run.Policy is not ("cosine" or "cyclic-cosine"))
        .Select(stage => (long?)(stage.EndStep - stage.FirstStep))
        .FirstOrDefault() ?? budget / 10;

    private static BranchCost Cost(BranchView branch)
    {
        var ancestry = branch.ForkStep ?? (branch.Stages.Count > 0 ? branch.Stages[0].FirstStep : 0);

        return new BranchCost(branch.Name, branch.Parent, branch.Step - ancestry, ancestry, branch.Step);
    }

    private static PolicyCost[] Formulas(long[] budgets, long[] decays)
    {
        if (budgets.Length == 0)
            return [];

        var (last, lastDecay) = (budgets[^1], decays[^1]);

        return
        [
            new PolicyCost("wsd-s", "T_K", Text($"{last:N0}"), last),
            new PolicyCost("cyclic-cosine", "T_K", Text($"{last:N0}"), last),
            new PolicyCost(
                "wsd",
                "T_K − D_K + ΣD_k",
                Text($"{last:N0} − {lastDecay:N0} + ({Sum(decays)})"),
                last - lastDecay + decays.Sum()),
            new PolicyCost("cosine", "ΣT_k", Sum(budgets), budgets.Sum()),
        ];
    }

    private static string Sum(long[] terms) => string.Join(" + ", terms.Select(term => Text($"{term:N0}")));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One branch's steps: its own, those before its first, and both.</summary>
internal sealed record BranchCost(string Branch, string? Parent, long OwnSteps, long AncestorSteps, long TotalSteps);

/// <summary>A policy's cost: the formula, the formula with the run's numbers, the result in steps.</summary>
internal sealed record PolicyCost(string Policy, string Formula, string Numbers, long Steps);
