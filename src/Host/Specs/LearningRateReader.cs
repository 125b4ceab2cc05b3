using Riverrun.Host.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Host.Specs;

/// <summary>Reads <c>learning-rate { … }</c>.</summary>
internal static class LearningRateReader
{
    /// <summary>Reads peak, warm-up and decay.</summary>
    /// <param name="section">The section.</param>
    /// <param name="mayOmitDecay">Whether a decay of 0 steps is a way to have none.</param>
    public static LearningRateConfig Read(Section section, bool mayOmitDecay = false)
    {
        var decay = section.Child("decay");
        var shape = decay.Choice<DecayShape>("shape", DecayShape.Inverse);
        var basis = decay.Choice<DecayBasis>("basis", DecayBasis.Total);
        var length = basis == DecayBasis.Steps
            ? decay.Whole("value", least: mayOmitDecay ? 0 : 1, most: BudgetRules.MostSteps)
            : decay.Number(
                "value", 0.1, value => value is > 0 and <= 1,
                $"above 0 and at most 1, a fraction, as the basis is {basis.ToString().ToLowerInvariant()}");

        decay.Complete();

        var rates = new LearningRateConfig(
            section.Number("peak", null, peak => peak > 0, "above 0"),
            section.Number("floor-ratio", 0.1, ratio => ratio is >= 0 and <= 1, "from 0 to 1"),
            section.Whole("warm-up-steps", otherwise: 0, least: 0, most: BudgetRules.MostSteps),
            shape,
            new DecayLength(basis, length));

        section.Complete();

        return rates;
    }
}
