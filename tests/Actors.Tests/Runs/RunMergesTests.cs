using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Branches;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Runs;

public sealed class RunMergesTests
{
    private static readonly IReadOnlyList<MergeSource> Both = [new("river", 50, 0.25), new("river", 25, 0.75)];

    private static RunState Trained =>
        RunInState.Started(PolicyKind.WarmupStableDecaySimplified, 80).Keeping(25, 50, 75);

    private static RunState Merged => Trained.After(Trained.Asked(new RunCommand.AddMerge("mean", Both)));

    [Fact]
    public void A_merge_opens_at_once_with_its_sources_in_the_order_that_was_said()
    {
        var opened = Merged.Branch("mean");
        var order = RunIntent.Of(Merged)["mean"];

        Assert.Equal([Branch.Digest(50), Branch.Digest(25)], opened?.Sources);
        Assert.Equal((Branch.Digest(25), 25L), (order.Start!.Value, order.Plan.EndStep));
        Assert.Equal([Branch.Digest(50), Branch.Digest(25)], order.Sources);
    }

    [Fact]
    public void It_delivers_a_model_and_costs_no_step()
    {
        var born = Merged.With(
            new RunEvent.CheckpointNoted(
                "mean", 25, Branch.Digest(9), "stage-end", new(1, null, new Dictionary<string, double>())),
            new RunEvent.BranchCompleted("mean", 25));

        var reached = Assert.Single(born.Reached);

        Assert.Equal((25L, "mean", Branch.Digest(9)), (reached.Steps, reached.Branch, reached.Digest));
        Assert.Equal(RunMilestones.Spent(Trained, RunInState.Unknown), RunMilestones.Spent(born, RunInState.Unknown));
    }

    [Fact]
    public void Said_twice_it_is_one_and_of_other_checkpoints_it_wants_another_name()
    {
        Assert.Empty(Merged.Asked(new RunCommand.AddMerge("mean", [.. Both])).Events);
        Assert.Equal(
            "Run test-run has a merge mean of other checkpoints already; choose another name.",
            Refusal(Merged, "mean", Both[1] with { Coefficient = 0.5 }, Both[0] with { Coefficient = 0.5 }));
    }

    [Fact]
    public void What_cannot_be_merged_is_refused_in_one_sentence()
    {
        var collected = Trained.With(new RunEvent.CheckpointForgotten("river", 25));

        Assert.Equal(
            "A merge takes at least 2 checkpoints, and 1 is named.",
            Refusal(Trained, "m", new MergeSource("river", 25, 1)));
        Assert.Equal(
            "The coefficients of a merge must add up to 1, and these add up to 0.75.",
            Refusal(Trained, "m", Both[0], Both[1] with { Coefficient = 0.5 }));
        Assert.Equal(
            "Run test-run has no branch sea; it has river.",
            Refusal(Trained, "m", Both[0], Both[1] with { Branch = "sea" }));
        Assert.Equal(
            "Branch river keeps no checkpoint at step 26; it keeps 25, 50, 75.",
            Refusal(Trained, "m", Both[0], Both[1] with { AtStep = 26 }));
        Assert.Equal(
            "Branch river keeps no checkpoint at step 25, because it was collected; it keeps 50, 75.",
            Refusal(collected, "m", [.. Both]));
        Assert.Equal(
            "The checkpoint of river at step 50 is named twice; name each once, with its coefficient.",
            Refusal(Trained, "m", Both[0], Both[0] with { Coefficient = 0.75 }));
        Assert.Equal(
            "Run test-run has a branch river already; choose another name.", Refusal(Trained, "river", [.. Both]));
    }

    [Fact]
    public void Checkpoints_are_kept_until_the_merge_is_born()
    {
        var born = Merged.With(
            new RunEvent.CheckpointNoted(
                "mean", 25, Branch.Digest(9), "stage-end", new(1, null, new Dictionary<string, double>())),
            new RunEvent.BranchCompleted("mean", 25));
        var newer = new RunEvent.CheckpointNoted("river", 79, Branch.Digest(79), "periodic", null);

        Assert.Equal("test-run/river at step 25 is where branch mean starts", Reason(Merged.With(newer), 25));
        Assert.Null(Reason(Trained.With(newer), 25));
        Assert.Null(Reason(born.With(newer), 25));

        static string? Reason(RunState run, long step) =>
            CheckpointCatalog.Reasons(run).Single(known => known.Branch == "river" && known.Step == step).Reason;
    }

    [Fact]
    public void A_merge_can_be_removed_and_a_fork_that_it_begins_from_cannot()
    {
        var fork = new RunEvent.Forked("fork", "river", 50, Specs.Of(PolicyKind.WarmupStableDecaySimplified, 100));
        var forked = Trained.With(fork)
            .With(new RunEvent.CheckpointNoted("fork", 75, Branch.Digest(3), "periodic", null));
        var asked = forked.Asked(new RunCommand.AddMerge("mean", [new("fork", 75, 0.5), new("river", 75, 0.5)]));
        var merged = forked.After(asked);
        var cancelled = merged.With(new RunEvent.BranchCancelled("mean"), new RunEvent.BranchCancelled("fork"));

        Assert.Null(asked.Refusal);
        Assert.Equal(
            "Fork mean begins from fork; remove that one first.",
            cancelled.Asked(new RunCommand.RemoveFork("fork")).Refusal);
        var without = cancelled.After(cancelled.Asked(new RunCommand.RemoveFork("mean")));
        Assert.Null(without.Asked(new RunCommand.RemoveFork("fork")).Refusal);
    }

    private static string? Refusal(RunState run, string name, params IReadOnlyList<MergeSource> from) =>
        run.Asked(new RunCommand.AddMerge(name, from)).Refusal;
}
