namespace Riverrun.Actors.Branches;

/// <summary>What the latest slice says of loss, rate and speed.</summary>
public sealed record StepSpeed(float LossNats, double LearningRate, double StepsPerSecond, double TokensPerSecond)
{
    /// <summary>The figures of a slice.</summary>
    public static StepSpeed Of(BranchEvent.StepsTaken steps)
    {
        var seconds = Math.Max(steps.Milliseconds, 1e-3) / 1000;

        return new StepSpeed(
            steps.Losses[^1], steps.LearningRates[^1], steps.Losses.Count / seconds, steps.Tokens / seconds);
    }
}
