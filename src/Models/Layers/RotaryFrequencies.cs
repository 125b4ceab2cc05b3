using Riverrun.Models.Plans;

namespace Riverrun.Models.Layers;

/// <summary>How far a rotary pair of channels turns from one position to the next, in radians. Pure.</summary>
internal static class RotaryFrequencies
{
    /// <summary>The frequency of one pair.</summary>
    /// <param name="pair">The pair, from 0 for the fastest.</param>
    /// <param name="width">Channels of one head.</param>
    /// <param name="frequencyBase">Base of the frequencies.</param>
    /// <param name="scaling">How they are lowered; null for not at all.</param>
    public static double Of(int pair, int width, double frequencyBase, RopeScaling? scaling)
    {
        var frequency = Math.Pow(frequencyBase, -2.0 * pair / width);
        return scaling switch
        {
            RopeScaling.Linear linear => frequency / linear.Factor,
            RopeScaling.Llama3 llama => Lowered(frequency, llama),
            _ => frequency,
        };
    }

    private static double Lowered(double frequency, RopeScaling.Llama3 scaling)
    {
        var turns = scaling.OriginalContext * frequency / (2 * Math.PI);
        var kept = Math.Clamp(
            (turns - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor), 0, 1);
        return (kept * frequency) + ((1 - kept) * frequency / scaling.Factor);
    }
}
