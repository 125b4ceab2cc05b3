using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>How the learning rate falls from its peak to its floor.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DecayShape>))]
public enum DecayShape
{
    /// <summary>Linear interpolation of 1/rate (Wen et al. 2410.05192); needs a floor above 0.</summary>
    [JsonStringEnumMemberName("inverse")] Inverse,

    /// <summary>A straight line to the floor.</summary>
    [JsonStringEnumMemberName("linear")] Linear,

    /// <summary>1 - sqrt(x), scaled to the floor (Hägele et al. 2405.18392).</summary>
    [JsonStringEnumMemberName("one-minus-sqrt")] OneMinusSqrt,

    /// <summary>Half a cosine wave.</summary>
    [JsonStringEnumMemberName("cosine")] Cosine,

    /// <summary>A straight line of the logarithm (MiniCPM 2404.06395); needs a floor above 0.</summary>
    [JsonStringEnumMemberName("exponential")] Exponential,
}
