using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Branches;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Runs;

/// <summary>Runs in states that tests begin with, folded as the actor would.</summary>
internal static class RunInState
{
    public static readonly IReadOnlyDictionary<string, long> Unknown = new Dictionary<string, long>();

    private static readonly Evaluation Measured = new(1, null, new Dictionary<string, double>());

    public static RunState Started(PolicyKind policy, params long[] budgets) =>
        RunState.Empty.With(new RunEvent.Started(Specs.Of(policy, budgets), "source"));

    /// <summary>An event with all that follows from it.</summary>
    public static RunState With(this RunState state, params IReadOnlyList<RunEvent> events)
    {
        state = events.Aggregate(state, (folded, e) => folded.Apply(e));

        for (var more = state.Consequences(Unknown); more.Count > 0; more = state.Consequences(Unknown))
            state = more.Aggregate(state, (folded, e) => folded.Apply(e));

        return state;
    }

    public static RunState Keeping(this RunState state, params long[] steps) => steps.Aggregate(state, (folded, step) =>
        folded.With(new RunEvent.CheckpointNoted("river", step, Branch.Digest(step), "periodic", Measured)));

    public static RunState Completed(this RunState state, long step) =>
        state.With(new RunEvent.BranchCompleted("river", step));

    public static Decision<RunEvent> Asked(this RunState state, RunCommand command, long tip = 0) =>
        state.Decide(command, new Dictionary<string, long> { [River.Main] = tip });

    public static RunState After(this RunState state, Decision<RunEvent> decision) => state.With(decision.Events);
}
