using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Training;

namespace Riverrun.Host.Forecasts;

/// <summary>What a run will take, as its plan says. Pure.</summary>
/// <param name="Largest">The workload that takes the most memory.</param>
/// <param name="Steps">Optimizer steps of all branches.</param>
/// <param name="Tokens">Tokens that they read.</param>
/// <param name="Operations">Floating-point operations of training and measuring.</param>
/// <param name="ElementBytes">Bytes that operations on single elements move.</param>
/// <param name="CheckpointsWritten">Checkpoints that are written.</param>
/// <param name="BytesWritten">Their bytes.</param>
/// <param name="CheckpointsKept">Those that stay when <c>gc</c> has run.</param>
/// <param name="BytesKept">Their bytes.</param>
internal sealed record RunForecast(
    WorkloadForecast Largest,
    long Steps,
    double Tokens,
    double Operations,
    double ElementBytes,
    long CheckpointsWritten,
    double BytesWritten,
    long CheckpointsKept,
    double BytesKept)
{
    /// <summary>How long it trains on one device of that speed, when nothing else uses it.</summary>
    public TimeSpan? TimeAt(ProbeSpeed speed) =>
        Operations / speed.OperationsPerSecond + ElementBytes / speed.BytesPerSecond is var seconds
            && seconds < TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>What a run with that spec will take.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="vocabulary">Tokens that the tokenizer of a workload knows.</param>
    public static RunForecast Of(RunSpec spec, Func<Workload, int> vocabulary)
    {
        var workloads = spec.Workloads.ToDictionary(
            pair => pair.Key, pair => WorkloadForecast.Of(pair.Value, vocabulary(pair.Value), spec.Device));
        var plan = Policies.Plan(spec);
        var used = plan.Select(branch => workloads[branch.Workload]).DefaultIfEmpty(workloads[RunSpec.MainWorkload]);
        // There is at least one.
        var forecast = new RunForecast(used.MaxBy(one => one.Memory.TotalBytes)!, 0, 0, 0, 0, 0, 0, 0, 0);

        return plan.Aggregate(forecast, (sum, branch) => sum.With(branch, spec, workloads[branch.Workload]));
    }

    private RunForecast With(BranchPlan branch, RunSpec spec, WorkloadForecast one)
    {
        var steps = branch.EndStep - branch.Start.Step;
        var ends = branch.Stages.Select(stage => stage.EndStep).ToHashSet();
        var lasting = branch.Stages.Where(stage => !stage.IsWaypoint).Select(stage => stage.EndStep).ToHashSet();
        var measured = lasting.Count + Between(branch, spec.Workloads[branch.Workload].Evaluation.EverySteps, lasting);
        var written = ends.Count + Between(branch, spec.Checkpoints.EverySteps, ends);
        var kept = lasting.Count + Math.Min(written - lasting.Count, spec.Checkpoints.KeepRecent);

        return this with
        {
            Steps = Steps + steps,
            Tokens = Tokens + steps * one.TokensPerStep,
            Operations = Operations + steps * one.OperationsPerStep + measured * one.OperationsPerMeasurement,
            ElementBytes = ElementBytes + steps * one.BytesPerStep,
            CheckpointsWritten = CheckpointsWritten + written,
            BytesWritten = BytesWritten + (double)written * one.Memory.CheckpointBytes,
            CheckpointsKept = CheckpointsKept + kept,
            BytesKept = BytesKept + (double)kept * one.Memory.CheckpointBytes,
        };
    }

    /// <summary>Multiples of a number of steps that a branch passes, the ends of its stages left out.</summary>
    private static long Between(BranchPlan branch, long every, HashSet<long> ends) => every == 0
        ? 0
        : branch.EndStep / every - branch.Start.Step / every - ends.Count(
            end => end % every == 0 && end > branch.Start.Step);
}
