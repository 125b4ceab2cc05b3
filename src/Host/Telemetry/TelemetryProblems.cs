namespace Riverrun.Host.Telemetry;

/// <summary>
/// Finds what the standard <c>OTEL_*</c> variables say and nobody can do. Nothing is trained differently for it, so it
/// is said and
/// not refused.
/// </summary>
internal static class TelemetryProblems
{
    private static readonly string[] Protocols = ["grpc", "http/protobuf"];

    /// <summary>A sentence for each variable that is wrong.</summary>
    public static IEnumerable<string> Of(IConfiguration configuration)
    {
        if (string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
            yield break;

        foreach (var signal in (string[])["", "TRACES_", "METRICS_"])
        {
            var (endpoint, protocol) = ($"OTEL_EXPORTER_OTLP_{signal}ENDPOINT", $"OTEL_EXPORTER_OTLP_{signal}PROTOCOL");

            if (configuration[endpoint] is { } url && !string.IsNullOrWhiteSpace(url) && !IsEndpoint(url))
                yield return Sentence(
                    endpoint, url, "it must be the URL of a collector, such as http://127.0.0.1:4317");

            if (configuration[protocol] is { Length: > 0 } name && !Protocols.Contains(name))
                yield return Sentence(protocol, name, $"it must be one of {string.Join(", ", Protocols)}");

            if (signal.Length > 0
                && configuration[$"OTEL_{signal}EXPORTER"] is { Length: > 0 } exporter and not ("otlp" or "none"))
                yield return Sentence($"OTEL_{signal}EXPORTER", exporter, "it must be otlp or none");
        }
    }

    /// <summary>Whether a text is where a collector can be.</summary>
    public static bool IsEndpoint(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            && address.Host.Length > 0;

    private static string Sentence(string variable, string value, string right) =>
        $"{variable} is {value}, so nothing is sent there; {right}.";
}
