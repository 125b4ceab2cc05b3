using Riverrun.Models.Training;

namespace Riverrun.Actors.Branches;

/// <summary>What the latest slice says of its figures, its scheduled numbers and its speed.</summary>
/// <param name="LossNats">Training loss of its last step, in the unit of the headline: nats per token for text.</param>
/// <param name="LearningRate">The rate of its last step.</param>
/// <param name="StepsPerSecond">Steps a second.</param>
/// <param name="TokensPerSecond">Tokens a second.</param>
/// <param name="Figures">The last value of each further figure; null for none.</param>
/// <param name="Controls">The scheduled numbers beside the rate in its last step; null for none.</param>
internal sealed record StepSpeed(
    float LossNats,
    double LearningRate,
    double StepsPerSecond,
    double TokensPerSecond,
    IReadOnlyList<Measure>? Figures = null,
    IReadOnlyDictionary<string, double>? Controls = null)
{
    /// <summary>The figures of a slice.</summary>
    /// <param name="steps">The slice.</param>
    /// <param name="figures">What its columns are; null for none.</param>
    public static StepSpeed Of(BranchEvent.StepsTaken steps, IReadOnlyList<Figure>? figures = null)
    {
        var seconds = Math.Max(steps.Milliseconds, 1e-3) / 1000;

        return new StepSpeed(
            steps.Losses[^1],
            steps.LearningRates[^1],
            steps.Losses.Count / seconds,
            steps.Tokens / seconds,
            steps.Columns is null ? null : [.. LatestFigures.Of(steps.Columns, figures)],
            steps.Controls?.ToDictionary(control => control.Key, control => control.Value[^1], StringComparer.Ordinal));
    }
}
