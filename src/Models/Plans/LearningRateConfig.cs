namespace Riverrun.Models.Plans;

/// <summary>Peak, warm-up and decay of a schedule.</summary>
/// <param name="Peak">The highest rate, above 0.</param>
/// <param name="FloorRatio">The rate at a decay's end over the peak, in [0, 1].</param>
/// <param name="WarmUpSteps">Steps of linear warm-up from 0; 0 for none.</param>
/// <param name="DecayShape">How a decay falls.</param>
/// <param name="DecayLength">How long a decay is.</param>
public sealed record LearningRateConfig(
    double Peak, double FloorRatio, long WarmUpSteps, DecayShape DecayShape, DecayLength DecayLength);
