using System.Diagnostics;
using System.Diagnostics.Metrics;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Telemetry;

/// <summary>
/// What the runtime tells of itself: one activity source and one meter, both named <see cref="SourceName"/>.
/// Where nobody listens, every <c>Start…</c> returns null and every <c>Record…</c> returns at once.
/// </summary>
/// <remarks>
/// An activity covers synchronous work in one <c>using</c> and is never open across a <c>Persist</c>: an actor has no
/// ambient context. What an activity causes elsewhere learns its parent from the <c>traceparent</c> that messages
/// and events carry (<see cref="CurrentTraceParent"/>).
/// </remarks>
public static class RuntimeTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string SourceName = "Riverrun";

    /// <summary>The tag that names the run.</summary>
    public const string RunTag = "riverrun.run";

    /// <summary>The tag that names the branch.</summary>
    public const string BranchTag = "riverrun.branch";

    private static readonly ActivitySource Activities = new(SourceName);
    private static readonly Meter Instruments = new(SourceName);

    private static readonly Gauge<double> Loss =
        Instruments.CreateGauge<double>("riverrun.loss", "nats", "Training loss of the latest step, per token.");

    private static readonly Gauge<double> StepFigure = Instruments.CreateGauge<double>(
        "riverrun.figure", "1",
        "A further figure of the latest step that said one; the attributes are its name and its unit.");

    private static readonly Gauge<double> ScheduledNumber = Instruments.CreateGauge<double>(
        "riverrun.control", "1", "A scheduled number beside the rate in the latest step; the attribute is its name.");

    private static readonly Gauge<double> Measured = Instruments.CreateGauge<double>(
        "riverrun.evaluation", "1",
        "A figure of the latest measurement on held-out data; the attributes are its name and its unit.");

    private static readonly Gauge<double> LearningRate =
        Instruments.CreateGauge<double>("riverrun.learning_rate", "1", "Learning rate of the latest step.");

    private static readonly Counter<long> Tokens =
        Instruments.CreateCounter<long>("riverrun.tokens", "{token}", "Tokens read; its rate is tokens per second.");

    private static readonly Counter<long> Steps =
        Instruments.CreateCounter<long>("riverrun.steps", "{step}", "Optimizer steps taken.");

    private static readonly Histogram<double> StepTime =
        Instruments.CreateHistogram<double>("riverrun.step.duration", "s", "Mean time of a step, once a slice.");

    private static readonly Histogram<double> SliceTime =
        Instruments.CreateHistogram<double>("riverrun.slice.duration", "s", "Time of a slice on its device.");

    private static readonly Histogram<double> CheckpointStall =
        Instruments.CreateHistogram<double>(
            "riverrun.checkpoint.stall", "s", "Time training stood still for a checkpoint.");

    private static readonly Counter<long> CheckpointBytes =
        Instruments.CreateCounter<long>("riverrun.checkpoint.bytes", "By", "Bytes of checkpoints written.");

    private static readonly Counter<long> Leases =
        Instruments.CreateCounter<long>("riverrun.leases", "{lease}", "Leases granted.");

    private static readonly Counter<long> ReplayedSteps =
        Instruments.CreateCounter<long>(
            "riverrun.replay.steps", "{step}", "Steps recomputed after a resume and compared.");

    /// <summary>The trace context to pass on in a message or an event, or null where no activity is open.</summary>
    public static string? CurrentTraceParent =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>An entity decides a command. Dispose it before the events are persisted.</summary>
    /// <param name="entity"><c>run/NAME</c> or <c>branch/NAME/BRANCH</c>.</param>
    /// <param name="command">The command's wire name.</param>
    /// <param name="traceParent">What caused it; null or unreadable for the recorded activity around the call, or else
    /// a new trace.</param>
    public static Activity? StartDecision(string entity, string command, string? traceParent) =>
        Start("decide", command, traceParent, ActivityKind.Consumer)?.SetTag("riverrun.entity", entity);

    /// <summary>A device trains one slice of a stage.</summary>
    public static Activity? StartSlice(string run, string branch, string stage, long firstStep, string? traceParent) =>
        Start("train", "slice", traceParent)?.SetTag(RunTag, run).SetTag(BranchTag, branch)
            .SetTag("riverrun.stage", stage).SetTag("riverrun.first_step", firstStep);

    /// <summary>A state is captured, or a captured one written.</summary>
    /// <param name="run">The run.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="part"><c>capture</c> or <c>write</c>.</param>
    /// <param name="step">Steps of ancestry in the state.</param>
    /// <param name="traceParent">What caused it.</param>
    public static Activity? StartCheckpoint(string run, string branch, string part, long step, string? traceParent) =>
        Start("checkpoint", part, traceParent)?.SetTag(RunTag, run).SetTag(BranchTag, branch)
            .SetTag("riverrun.step", step);

    /// <summary>Placement promises a device to a branch.</summary>
    public static Activity? StartLease(string run, string branch, string device, long epoch, string? traceParent) =>
        Start("lease", "grant", traceParent)?.SetTag(RunTag, run).SetTag(BranchTag, branch)
            .SetTag("riverrun.device", device).SetTag("riverrun.epoch", epoch);

    /// <summary>Something asks from outside the actors: the command line or an HTTP request.</summary>
    /// <param name="operation">The verb, such as <c>budget add</c>.</param>
    /// <param name="traceParent">The caller's trace, if it sent one.</param>
    public static Activity? StartRequest(string operation, string? traceParent) =>
        Start("request", operation, traceParent, traceParent is null ? ActivityKind.Client : ActivityKind.Server);

    /// <summary>A slice is done: loss, rate, further figures, steps, tokens and times.</summary>
    /// <param name="run">The run.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="slice">What its steps reported.</param>
    /// <param name="inNats">Whether its loss is in nats per token; another is a figure like others, called
    /// <c>loss</c>.</param>
    public static void RecordSlice(string run, string branch, StepSlice slice, bool inNats = true)
    {
        if (slice.Losses.Count == 0 || !AnyoneReads)
            return;

        var tags = Tags(run, branch);

        if (inNats)
            Loss.Record(slice.Losses[^1], tags);
        else
            Record(StepFigure, tags, new Measure(new Figure(Evaluation.Loss.Name), slice.Losses[^1]));

        foreach (var measure in LatestFigures.Of(slice.Columns, slice.Figures))
            Record(StepFigure, tags, measure);

        foreach (var (name, values) in slice.Controls ?? new Dictionary<string, IReadOnlyList<double>>())
            ScheduledNumber.Record(values[^1], [.. tags, new("riverrun.control", name)]);

        LearningRate.Record(slice.LearningRates[^1], tags);
        Tokens.Add(slice.Tokens, tags);
        Steps.Add(slice.Losses.Count, tags);
        StepTime.Record(slice.Duration.TotalSeconds / slice.Losses.Count, tags);
        SliceTime.Record(slice.Duration.TotalSeconds, tags);
    }

    /// <summary>A state was measured on held-out data: all its figures.</summary>
    public static void RecordEvaluation(string run, string branch, Evaluation evaluation)
    {
        if (!Measured.Enabled)
            return;

        foreach (var measure in evaluation.All)
            Record(Measured, Tags(run, branch), measure);
    }

    /// <summary>
    /// A checkpoint of <paramref name="bytes"/> bytes is stored; training stood still for <paramref name="stall"/>.
    /// </summary>
    public static void RecordCheckpoint(string run, string branch, TimeSpan stall, long bytes)
    {
        if (!CheckpointStall.Enabled && !CheckpointBytes.Enabled)
            return;

        var tags = Tags(run, branch);
        CheckpointStall.Record(stall.TotalSeconds, tags);
        CheckpointBytes.Add(bytes, tags);
    }

    /// <summary>A lease is granted.</summary>
    public static void RecordLease(string run, string branch)
    {
        if (Leases.Enabled)
            Leases.Add(1, Tags(run, branch));
    }

    /// <summary>Steps after a checkpoint were recomputed and compared with the journal.</summary>
    public static void RecordReplay(string run, string branch, long steps, bool ok)
    {
        if (!ReplayedSteps.Enabled)
            return;

        var tags = Tags(run, branch);
        tags.Add("riverrun.ok", ok);
        ReplayedSteps.Add(steps, tags);
    }

    private static bool AnyoneReads =>
        Loss.Enabled || LearningRate.Enabled || Tokens.Enabled || Steps.Enabled || StepTime.Enabled || SliceTime.Enabled
        || StepFigure.Enabled || ScheduledNumber.Enabled;

    private static void Record(Gauge<double> gauge, TagList tags, Measure measure) => gauge.Record(
        measure.Value,
        [.. tags, new("riverrun.figure", measure.Figure.Name), new("riverrun.unit", measure.Figure.Unit)]);

    private static TagList Tags(string run, string branch) => new() { { RunTag, run }, { BranchTag, branch } };

    private static Activity? Start(
        string verb, string what, string? traceParent, ActivityKind kind = ActivityKind.Internal)
    {
        if (!Activities.HasListeners())
            return null;

        // A web server keeps an activity of its own around a request, recorded or not. As a parent that nobody
        // records it would keep ours from being recorded as well.
        if (!ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
            && Activity.Current is { Recorded: false })
            Activity.Current = null;

        return Activities.StartActivity($"{verb} {what}", kind, parent);
    }
}
