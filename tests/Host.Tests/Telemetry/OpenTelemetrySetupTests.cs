using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Riverrun.Actors.Telemetry;
using Riverrun.Host.Telemetry;
using Riverrun.Models.Training;

namespace Riverrun.Host.Tests.Telemetry;

[Collection(nameof(RuntimeTelemetry))]
public sealed class OpenTelemetrySetupTests
{
    [Fact]
    public async Task A_collector_receives_one_trace_from_the_request_to_the_checkpoint_it_caused()
    {
        await using var collector = await OtlpReceiver.StartAsync();

        using (OpenTelemetrySetup.Start(Variables(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint))))
        {
            string? carried;

            using (RuntimeTelemetry.StartRequest("budget add", null))
                carried = RuntimeTelemetry.CurrentTraceParent;

            using (RuntimeTelemetry.StartDecision("run/a", "run-add-budget", carried))
                carried = RuntimeTelemetry.CurrentTraceParent;

            using (RuntimeTelemetry.StartCheckpoint("a", "river", "capture", 400, carried))
                RuntimeTelemetry.RecordCheckpoint("a", "river", TimeSpan.FromMilliseconds(3), 1_000);
        }

        var request = Assert.Single(collector.Spans, span => span.Name == "request budget add");
        var decision = Assert.Single(collector.Spans, span => span.Name == "decide run-add-budget");
        var checkpoint = Assert.Single(collector.Spans, span => span.Name == "checkpoint capture");
        Assert.Equal("", request.ParentId);
        Assert.Equal(request.SpanId, decision.ParentId);
        Assert.Equal(decision.SpanId, checkpoint.ParentId);
        Assert.All(collector.Spans, span => Assert.Equal(request.TraceId, span.TraceId));
        Assert.Equal("river", checkpoint.Attributes[RuntimeTelemetry.BranchTag]);
        Assert.Equal("riverrun", checkpoint.Service);
    }

    [Fact]
    public async Task A_collector_receives_measurements_with_their_units()
    {
        await using var collector = await OtlpReceiver.StartAsync();

        using (OpenTelemetrySetup.Start(Variables(("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint))))
        {
            RuntimeTelemetry.RecordSlice(
                "a", "river", new StepSlice(0, [2f], [1e-3], [1f], 128, TimeSpan.FromSeconds(0.1)));
        }

        Assert.Contains(("riverrun.loss", "nats"), collector.Metrics);
        Assert.Contains(("riverrun.tokens", "{token}"), collector.Metrics);
        Assert.Contains(("riverrun.step.duration", "s"), collector.Metrics);
    }

    [Fact]
    public async Task The_service_takes_the_name_that_the_variable_gives_it()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var variables = Variables(
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.Endpoint + "/v1/traces"),
            ("OTEL_SERVICE_NAME", "my-river"));

        using (OpenTelemetrySetup.Start(variables))
        {
            using var request = RuntimeTelemetry.StartRequest("pause", null);
        }

        Assert.Equal("my-river", Assert.Single(collector.Spans).Service);
        Assert.Empty(collector.Metrics);
    }

    [Theory]
    [InlineData("OTEL_SERVICE_NAME", "x")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", " ")]
    public void Nothing_is_registered_without_an_endpoint(string name, string value)
    {
        var services = new ServiceCollection();

        services.AddRiverrunTelemetry(Variables((name, value)));

        Assert.Empty(services);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense",
        "it must be the URL of a collector, such as http://127.0.0.1:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317",
        "it must be the URL of a collector, such as http://127.0.0.1:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "/var/run/otel.sock",
        "it must be the URL of a collector, such as http://127.0.0.1:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ftp://x",
        "it must be the URL of a collector, such as http://127.0.0.1:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "it must be one of grpc, http/protobuf")]
    [InlineData("OTEL_METRICS_EXPORTER", "console", "it must be otlp or none")]
    public void A_variable_that_nobody_can_follow_is_said_and_sends_nothing(string name, string value, string right)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(name, (string?)value)]).Build();
        var services = new ServiceCollection();

        Assert.Equal(
            $"{name} is {value}, so nothing is sent there; {right}.",
            Assert.Single(TelemetryProblems.Of(configuration)));
        services.AddRiverrunTelemetry(configuration);
        Assert.Empty(services);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "https://collector/v1/metrics")]
    [InlineData("OTEL_TRACES_EXPORTER", "none")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", " ")]
    public void A_variable_that_is_right_is_no_problem(string name, string value) =>
        Assert.Empty(TelemetryProblems.Of(
            new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(name, (string?)value)]).Build()));

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_SDK_DISABLED", "TRUE")]
    public void Nothing_is_registered_when_the_sdk_is_disabled(string name, string value)
    {
        var services = new ServiceCollection();

        services.AddRiverrunTelemetry(Variables(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), (name, value)));

        Assert.Empty(services);
    }

    [Fact]
    public async Task A_signal_whose_exporter_is_none_stays_silent()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var variables = Variables(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint), ("OTEL_TRACES_EXPORTER", "none"));

        using (OpenTelemetrySetup.Start(variables))
        {
            using var request = RuntimeTelemetry.StartRequest("pause", null);
            RuntimeTelemetry.RecordLease("a", "river");
        }

        Assert.Empty(collector.Spans);
        Assert.NotEmpty(collector.Metrics);
    }

    private static IConfiguration Variables(params (string Name, string Value)[] variables) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(variables.Append((Name: "OTEL_EXPORTER_OTLP_PROTOCOL", Value: "http/protobuf"))
                .Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value)))
            .Build();
}
