using System.Text.Json.Serialization;
using Riverrun.Actors.Devices;

namespace Riverrun.Actors.Serialization;

/// <summary>What devices report.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(DeviceReport))]
internal sealed partial class ReportProtocol : JsonSerializerContext;
