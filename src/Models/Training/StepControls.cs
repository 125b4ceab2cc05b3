namespace Riverrun.Models.Training;

/// <summary>The scheduled numbers of consecutive steps: entry i of each list belongs to step i of the slice.</summary>
/// <param name="LearningRates">The rate of each step.</param>
/// <param name="Others">Further scheduled numbers by name; null for none.</param>
public sealed record StepControls(
    IReadOnlyList<double> LearningRates, IReadOnlyDictionary<string, IReadOnlyList<double>>? Others = null)
{
    /// <summary>Steps.</summary>
    public int Count => LearningRates.Count;
}
