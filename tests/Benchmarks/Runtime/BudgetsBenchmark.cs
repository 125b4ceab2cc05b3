using Riverrun.Actors.Branches;
using Riverrun.Actors.Runs;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Benchmarks.Runtime;

/// <summary>
/// What a run with as many budgets as it may have costs its actor, for each policy: decisions alone, without a disk.
/// </summary>
internal static class BudgetsBenchmark
{
    private static readonly Evaluation Measured = new(1, null, new Dictionary<string, double>());
    private static readonly Dictionary<string, long> Tips = [];
    private static readonly Dictionary<string, BranchMilestone.Progressed> Live = [];

    /// <summary>Prints seconds of processor time.</summary>
    public static int Run(TextWriter output, int most)
    {
        foreach (var policy in (PolicyKind[])[
            PolicyKind.WarmupStableDecaySimplified, PolicyKind.WarmupStableDecay, PolicyKind.CyclicCosine,
            PolicyKind.Cosine])
        {
            long[] budgets = [.. Enumerable.Range(1, most).Select(i => 1000L * i)];
            var spec = RuntimeUnderTest.Spec(policy, 0, budgets);
            spec = spec with
            {
                LearningRate =
                spec.LearningRate with { DecayLength = new DecayLength(DecayBasis.Cycle, 0.1) }
            };
            var (_, started) = Timed(() => Sent(RunState.Empty, new RunCommand.Start(spec, "")));
            var state = Sent(RunState.Empty, new RunCommand.Start(spec, ""));
            var (told, hearing) = Timed(() => Heard(state));
            var (_, looking) = Timed(() => RunViews.Of(told, Live, Tips).Budgets.Count);
            var (grown, adding) = Timed(() => budgets[1..].Aggregate(
                Sent(RunState.Empty, new RunCommand.Start(spec with { Budgets = [budgets[0]] }, "")),
                (run, budget) => Sent(run, new RunCommand.AddBudget(budget))));

            output.WriteLine(
                $"{policy}, {most} budgets: to start {started:0.00} s, to hear that all are delivered {hearing:0.00} "
                + "s, "
                + $"to look {looking:0.000} s, to be asked for one by one {adding:0.0} s ({grown.Main.Budgets.Count})");
        }

        return 0;
    }

    private static RunState Heard(RunState state) => state.Plan.ToList().Aggregate(state, (run, branch) =>
    {
        foreach (var stage in branch.Plan.Stages)
            run = Followed(run, run.Decide(new BranchMilestone.CheckpointStored(
                stage.EndStep, CheckpointDigest.FromHash(new byte[32]), "stage-end", Measured)
            { Branch = branch.Plan.Name }).Events);

        return Followed(
            run, run.Decide(new BranchMilestone.Completed(branch.Plan.EndStep) { Branch = branch.Plan.Name }).Events);
    });

    private static RunState Sent(RunState state, RunCommand command)
    {
        var decision = state.Decide(command, Tips);
        var after = Followed(
            state, decision.Refusal is { } reason ? throw new InvalidOperationException(reason) : decision.Events);
        _ = RunIntent.Of(after).Count;

        return after;
    }

    /// <summary>As the actor does it.</summary>
    private static RunState Followed(RunState state, IReadOnlyList<RunEvent> events)
    {
        if (events.Count == 0)
            return state;

        state = events.Aggregate(state, (run, e) => run.Apply(e));

        for (var more = state.Consequences(Tips); more.Count > 0; more = state.Consequences(Tips))
            state = more.Aggregate(state, (run, e) => run.Apply(e));

        return state;
    }

    private static (T Result, double Seconds) Timed<T>(Func<T> work)
    {
        var before = Environment.CpuUsage.TotalTime;
        var result = work();

        return (result, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }
}
