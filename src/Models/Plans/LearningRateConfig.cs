using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Riverrun.Models.Plans;

/// <summary>Peak, warm-up and decay of a schedule.</summary>
/// <param name="Peak">The highest rate, above 0.</param>
/// <param name="FloorRatio">The rate at a decay's end over the peak, in [0, 1].</param>
/// <param name="WarmUpSteps">Steps of linear warm-up from 0; 0 for none.</param>
/// <param name="DecayShape">How a decay falls.</param>
/// <param name="DecayLength">How long a decay is.</param>
public sealed record LearningRateConfig(
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true), SpecKey(Unit = "rate")] double Peak,
    [Range(0, 1d), DefaultValue(0.1), SpecKey(Unit = "share of the peak")] double FloorRatio,
    [Range(0, RunSpec.MostSteps), DefaultValue(0L), SpecKey(Unit = "steps")] long WarmUpSteps,
    [DefaultValue(DecayShape.Inverse), SpecKey(Path = "decay.shape")] DecayShape DecayShape,
    [SpecKey(Path = "decay")] DecayLength DecayLength);
