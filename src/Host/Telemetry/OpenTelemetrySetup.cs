using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Riverrun.Actors.Telemetry;

namespace Riverrun.Host.Telemetry;

/// <summary>
/// Sends the runtime's activities and measurements over OTLP when the standard <c>OTEL_*</c> variables ask for it.
/// </summary>
internal static class OpenTelemetrySetup
{
    private const string DefaultServiceName = "riverrun";

    /// <summary>
    /// Registers tracing and metrics for each signal that has an OTLP endpoint; without one, or with
    /// <c>OTEL_SDK_DISABLED=true</c>, registers nothing and costs nothing.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">Holds the variables; a host's configuration reads the environment.</param>
    public static IServiceCollection AddRiverrunTelemetry(
        this IServiceCollection services, IConfiguration configuration)
    {
        var traces = IsWanted(configuration, "TRACES");
        var metrics = IsWanted(configuration, "METRICS");

        if (!traces && !metrics)
            return services;

        services.TryAddSingleton(configuration);
        var telemetry = services.AddOpenTelemetry().ConfigureResource(DescribeService);

        if (traces)
        {
            telemetry.WithTracing(tracing => tracing
                .AddSource(RuntimeTelemetry.SourceName)
                .AddOtlpExporter(options => ApplySignal(options, configuration, "TRACES")));
        }

        if (metrics)
        {
            telemetry.WithMetrics(metering => metering
                .AddMeter(RuntimeTelemetry.SourceName)
                .AddRuntimeInstrumentation()
                .AddOtlpExporter(options => ApplySignal(options, configuration, "METRICS")));
        }

        return services;
    }

    /// <summary>
    /// The same for a process without a host, such as a verb that only speaks to another process: exports from now
    /// on until what it returns is disposed, which sends the rest. Null where nothing is asked for.
    /// </summary>
    public static IDisposable? Start(IConfiguration configuration)
    {
        var services = new ServiceCollection().AddRiverrunTelemetry(configuration);

        if (services.Count == 0)
            return null;

        var provider = services.BuildServiceProvider();
        provider.GetService<TracerProvider>();
        provider.GetService<MeterProvider>();

        return provider;
    }

    private static bool IsWanted(IConfiguration configuration, string signal) =>
        !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        && configuration[$"OTEL_{signal}_EXPORTER"] is null or "" or "otlp"
        && new[] { configuration[$"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL"],
            configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] }
            .FirstOrDefault(IsSet) is null or "grpc" or "http/protobuf"
        && new[] { configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"],
            configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] }
            .FirstOrDefault(IsSet) is { } endpoint && TelemetryProblems.IsEndpoint(endpoint);

    /// <summary>The exporter reads the general variables by itself, but not those of one signal.</summary>
    private static void ApplySignal(OtlpExporterOptions options, IConfiguration configuration, string signal)
    {
        if (configuration[$"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL"] is { } protocol)
            options.Protocol = protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;

        if (configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] is { } endpoint && IsSet(endpoint))
            options.Endpoint = new Uri(endpoint);

        if (configuration[$"OTEL_EXPORTER_OTLP_{signal}_HEADERS"] is { } headers)
            options.Headers = headers;
    }

    private static bool IsSet(string? value) => !string.IsNullOrWhiteSpace(value);

    /// <summary>
    /// The variables come last, so that <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> win.
    /// </summary>
    private static void DescribeService(ResourceBuilder resource) =>
        resource.Clear().AddTelemetrySdk().AddService(DefaultServiceName).AddEnvironmentVariableDetector();
}
