using Riverrun.Models.Training;

namespace Riverrun.Models.Recipes;

/// <summary>What a finished run has measured: all that a claim may look at.</summary>
/// <param name="Run">The suffix by which its recipe calls it.</param>
/// <param name="Budgets">The held-out measurement of each delivered model, by budget.</param>
/// <param name="Measurements">Every other held-out measurement, by branch and steps of ancestry.</param>
public sealed record RunOutcome(
    string Run,
    IReadOnlyDictionary<long, Evaluation> Budgets,
    IReadOnlyList<(string Branch, long Step, Evaluation Evaluation)> Measurements)
{
    /// <summary>What a branch measured at a step, or null when it measured nothing there.</summary>
    public Evaluation? At(string branch, long step) =>
        Measurements.Where(entry => entry.Branch == branch && entry.Step == step).Select(entry => entry.Evaluation)
            .FirstOrDefault();
}
