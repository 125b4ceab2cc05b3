using System.Diagnostics;
using System.Diagnostics.Metrics;
using Riverrun.Actors.Telemetry;
using Riverrun.Models.Training;

namespace Riverrun.Host.Tests.Telemetry;

[Collection(nameof(RuntimeTelemetry))]
public sealed class RuntimeTelemetryTests
{
    private const string Caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void Nothing_is_started_where_nobody_listens()
    {
        using var decision = RuntimeTelemetry.StartDecision("run/a", "run-add-budget", Caller);
        using var slice = RuntimeTelemetry.StartSlice("a", "river", "stable-1", 0, Caller);

        Assert.Null(decision);
        Assert.Null(slice);
        Assert.Null(RuntimeTelemetry.CurrentTraceParent);
    }

    [Fact]
    public void Recording_allocates_nothing_where_nobody_listens()
    {
        var slice = new StepSlice(0, [1f], [1e-3], [1f], 10, TimeSpan.FromSeconds(1));
        RuntimeTelemetry.RecordSlice("a", "river", slice);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            RuntimeTelemetry.RecordSlice("a", "river", slice);
            using var activity = RuntimeTelemetry.StartSlice("a", "river", "stable-1", i, Caller);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_decision_continues_its_callers_trace_and_hands_its_own_context_on()
    {
        using var listener = Listen();

        using var decision = RuntimeTelemetry.StartDecision("run/a", "run-add-budget", Caller);
        var handedOn = RuntimeTelemetry.CurrentTraceParent;
        decision!.Dispose();
        using var checkpoint = RuntimeTelemetry.StartCheckpoint("a", "river", "capture", 400, handedOn);

        Assert.Equal("decide run-add-budget", decision.DisplayName);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", decision.TraceId.ToHexString());
        Assert.Equal("b7ad6b7169203331", decision.ParentSpanId.ToHexString());
        Assert.Equal(decision.TraceId, checkpoint!.TraceId);
        Assert.Equal(decision.SpanId, checkpoint.ParentSpanId);
        Assert.Equal(400L, checkpoint.GetTagItem("riverrun.step"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    public void A_missing_or_broken_trace_context_begins_a_new_trace(string? traceParent)
    {
        using var listener = Listen();

        using var lease = RuntimeTelemetry.StartLease("a", "river", "host/cpu:0", 7, traceParent);

        Assert.Equal(default, lease!.ParentSpanId);
        Assert.NotEqual(default, lease.TraceId);
    }

    [Fact]
    public void An_ambient_activity_that_nobody_records_is_no_parent()
    {
        using var listener = Listen();
        using var ambient = new Activity("of a web server").Start();

        using var request = RuntimeTelemetry.StartRequest("add-budget", null);

        Assert.NotEqual(ambient.TraceId, request!.TraceId);
        Assert.True(request.Recorded);
    }

    [Fact]
    public void An_ambient_activity_that_is_recorded_is_the_parent_of_what_names_none()
    {
        using var listener = Listen();

        using var outer = RuntimeTelemetry.StartRequest("budget add", null);
        using var inner = RuntimeTelemetry.StartRequest("POST", null);

        Assert.Equal(outer!.SpanId, inner!.ParentSpanId);
    }

    [Fact]
    public void A_slice_is_measured_with_units_and_the_names_of_its_run_and_branch()
    {
        var seen = new Dictionary<string, (double Value, string? Unit)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == RuntimeTelemetry.SourceName)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Note(i, value, tags));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Note(i, value, tags));
        listener.Start();

        RuntimeTelemetry.RecordSlice(
            "a", "river", new StepSlice(10, [3f, 2.5f], [1e-3, 2e-3], [1f, 1f], 2048, TimeSpan.FromSeconds(0.2)));
        RuntimeTelemetry.RecordCheckpoint("a", "river", TimeSpan.FromSeconds(0.01), 1_000);
        RuntimeTelemetry.RecordLease("a", "river");
        RuntimeTelemetry.RecordReplay("a", "river", 12, ok: true);

        Assert.Equal((2.5, "nats"), seen["riverrun.loss"]);
        Assert.Equal((2e-3, "1"), seen["riverrun.learning_rate"]);
        Assert.Equal((2048, "{token}"), seen["riverrun.tokens"]);
        Assert.Equal((2, "{step}"), seen["riverrun.steps"]);
        Assert.Equal((0.1, "s"), seen["riverrun.step.duration"]);
        Assert.Equal((0.2, "s"), seen["riverrun.slice.duration"]);
        Assert.Equal((0.01, "s"), seen["riverrun.checkpoint.stall"]);
        Assert.Equal((1_000, "By"), seen["riverrun.checkpoint.bytes"]);
        Assert.Equal((1, "{lease}"), seen["riverrun.leases"]);
        Assert.Equal((12, "{step}"), seen["riverrun.replay.steps"]);

        void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Contains(new(RuntimeTelemetry.RunTag, "a"))
                && tags.Contains(new(RuntimeTelemetry.BranchTag, "river")))
                seen[instrument.Name] = (value, instrument.Unit);
        }
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RuntimeTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);

        return listener;
    }
}

[CollectionDefinition(nameof(RuntimeTelemetry), DisableParallelization = true)]
public sealed class RuntimeTelemetryGroup;
