using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Riverrun.Models.Papers.EfficientScale;

/// <summary>How a Llama grows (Zhang et al. 2408.06567, §2.2): first in width, then in depth.</summary>
/// <param name="Width">What new channels, heads and inner units begin with, where the new model is wider.</param>
/// <param name="Depth">What new layers begin with, where the new model is deeper.</param>
public sealed record ScaleUpSettings(
    [DefaultValue(WidthGrowth.Copy)] WidthGrowth Width, [DefaultValue(DepthGrowth.Interpolate)] DepthGrowth Depth);

/// <summary>What new units begin with.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WidthGrowth>))]
public enum WidthGrowth
{
    /// <summary>
    /// FPI: copies of old ones in turn, shared out where they are read. The function is the same where the new sizes
    /// are multiples.
    /// </summary>
    [JsonStringEnumMemberName("copy")] Copy,

    /// <summary>
    /// AKI: as <see cref="Copy"/>, but new heads and inner units are those of the next layer: no two learn the same.
    /// </summary>
    [JsonStringEnumMemberName("next-layer")] NextLayer,

    /// <summary>
    /// Zeros where the stream is written, small random numbers where it is read: the function is the same for any size,
    /// given an epsilon of the norms that is scaled by old over new width.
    /// </summary>
    [JsonStringEnumMemberName("pad")] Pad,
}

/// <summary>What new layers begin with.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DepthGrowth>))]
public enum DepthGrowth
{
    /// <summary>Each old layer several times in place: 0 0 1 1 2 2.</summary>
    [JsonStringEnumMemberName("interpolate")] Interpolate,

    /// <summary>All old layers, and again: 0 1 2 0 1 2.</summary>
    [JsonStringEnumMemberName("stack")] Stack,

    /// <summary>
    /// As <see cref="Interpolate"/>, but the copies write nothing to the stream: the function is the same.
    /// </summary>
    [JsonStringEnumMemberName("identity")] Identity,
}
