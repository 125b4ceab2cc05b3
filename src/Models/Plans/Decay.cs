using System.Diagnostics;

namespace Riverrun.Models.Plans;

/// <summary>The decay shapes as functions of progress.</summary>
public static class Decay
{
    /// <summary>
    /// The share of the peak rate that is left at <paramref name="progress"/>, 1
    /// at 0 and <paramref name="floorRatio"/> at 1.
    /// </summary>
    /// <param name="shape">The shape.</param>
    /// <param name="progress">In [0, 1].</param>
    /// <param name="floorRatio">Floor over peak, in [0, 1]; above 0 for shapes that interpolate 1/rate or log
    /// rate.</param>
    public static double Factor(DecayShape shape, double progress, double floorRatio) => shape switch
    {
        DecayShape.Inverse => 1 / (((1 / floorRatio) - 1) * progress + 1),
        DecayShape.Linear => 1 - (1 - floorRatio) * progress,
        DecayShape.OneMinusSqrt => floorRatio + (1 - floorRatio) * (1 - Math.Sqrt(progress)),
        DecayShape.Cosine => floorRatio + (1 - floorRatio) / 2 * (1 + Math.Cos(Math.PI * progress)),
        DecayShape.Exponential => Math.Pow(floorRatio, progress),
        _ => throw new UnreachableException($"Decay shape {shape} has no formula."),
    };

    /// <summary>Whether the shape is undefined for a floor of 0.</summary>
    public static bool NeedsFloor(DecayShape shape) => shape is DecayShape.Inverse or DecayShape.Exponential;
}
