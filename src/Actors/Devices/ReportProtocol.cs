using System.Text.Json.Serialization;

namespace Riverrun.Actors.Devices;

/// <summary>What devices report.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(DeviceReport))]
internal sealed partial class ReportProtocol : JsonSerializerContext;
