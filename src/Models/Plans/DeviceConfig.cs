using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>What may train a run, and how it computes.</summary>
/// <param name="Kind">The kind of device.</param>
/// <param name="Threads">Intra-op threads, at least 1; part of what decides the bits.</param>
/// <param name="Precision">What matrix products are computed in.</param>
public sealed record DeviceConfig(
    [DefaultValue(DeviceKind.Cpu)] DeviceKind Kind,
    [Range(1, 1024), DefaultValue(1), SpecKey(Unit = "threads")] int Threads,
    [DefaultValue(Precision.Full)] Precision Precision);

/// <summary>Kinds of device.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeviceKind>))]
public enum DeviceKind
{
    /// <summary>The processor.</summary>
    [JsonStringEnumMemberName("cpu")] Cpu,

    /// <summary>An NVIDIA GPU.</summary>
    [JsonStringEnumMemberName("cuda")] Cuda,
}

/// <summary>What matrix products are computed in; weights, moments, norms and attention stay in float32.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Precision>))]
public enum Precision
{
    /// <summary>float32 operands.</summary>
    [JsonStringEnumMemberName("f32")] Full,

    /// <summary>bfloat16 operands, float32 sums.</summary>
    [JsonStringEnumMemberName("bf16")] Mixed,
}
