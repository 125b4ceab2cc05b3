using Riverrun.Actors.Branches;
using Riverrun.Actors.Devices;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Branches;

public sealed class BranchReportsTests
{
    [Fact]
    public void A_slice_becomes_one_event_and_the_first_of_a_stage_enters_it()
    {
        var first = Branch.Leased.Told(Branch.Progressed(Branch.Slice(0, 5)));

        var second = Branch.Leased.After(first).Told(Branch.Progressed(Branch.Slice(5, 5)));

        Assert.Equal(new BranchEvent.StageEntered("warm-up", 0), first.Events[0]);
        Assert.Equal(5, Assert.IsType<BranchEvent.StepsTaken>(first.Events[1]).Losses.Count);
        Assert.Equal(5, Assert.IsType<BranchEvent.StepsTaken>(Assert.Single(second.Events)).FirstStep);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_report_under_another_epoch_is_refused_and_recorded(long epoch)
    {
        var decision = Branch.Leased.Told(Branch.Progressed(Branch.Slice(0, 5), epoch));

        var refused = Assert.IsType<BranchEvent.ReportRefused>(Assert.Single(decision.Events));
        Assert.Equal($"Progressed came under epoch {epoch}; the lease in force is 1.", refused.Reason);
        Assert.Equal(0, Branch.Leased.After(decision).Step);
    }

    [Fact]
    public void A_device_that_still_holds_what_another_has_is_refused_and_recorded_before_it_repeats_what_it_did()
    {
        var decision = Branch.Leased.Told(new DeviceReport.Holding(5) { Epoch = 0 });

        var refused = Assert.IsType<BranchEvent.ReportRefused>(Assert.Single(decision.Events));
        Assert.Equal("Holding came under epoch 0; the lease in force is 1.", refused.Reason);
    }

    [Fact]
    public void A_release_under_an_old_epoch_changes_nothing()
    {
        var decision = Branch.Leased.Told(new DeviceReport.Released("paused") { Epoch = 0 });

        Assert.Empty(decision.Events);
    }

    [Fact]
    public void What_comes_before_its_turn_waits_for_what_was_lost_on_the_way()
    {
        DeviceReport[] early =
        [
            Branch.Progressed(Branch.Slice(5, 5)),
            new DeviceReport.Saved(1, Branch.Digest(1), "periodic") { Epoch = 1 },
            new DeviceReport.Evaluated(1, new Evaluation(1, 1, new Dictionary<string, double>())) { Epoch = 1 },
        ];

        Assert.All(early, report => Assert.True(Branch.Leased.IsAhead(report)));
        Assert.All(early, report => Assert.Empty(Branch.Leased.Told(report).Events));
        Assert.False(Branch.Leased.IsAhead(Branch.Progressed(Branch.Slice(0, 5))));
    }

    [Fact]
    public void A_stage_end_that_was_saved_waits_for_its_measurement_so_that_its_model_is_delivered()
    {
        var trained = Branch.TrainedTo(40, 25);
        var saved = new DeviceReport.Saved(40, Branch.Digest(40), "stage-end") { Epoch = 1 };
        var measured =
            trained.Apply(new BranchEvent.Evaluated(40, new Evaluation(1, 1, new Dictionary<string, double>())));

        Assert.True(trained.IsAhead(saved));
        Assert.Empty(trained.Told(saved).Events);
        Assert.False(measured.IsAhead(saved));
        Assert.NotNull(BranchMilestones.All("river", measured.After(measured.Told(saved)), planRefused: false)
            .OfType<BranchMilestone.CheckpointStored>().Single(stored => stored.Step == 40).Evaluation);
    }

    [Fact]
    public void A_slice_told_twice_is_stored_once_and_is_no_replay()
    {
        var slice = Branch.Progressed(Branch.Slice(0, 5));

        var once = Branch.Leased.After(Branch.Leased.Told(slice));

        Assert.Equal(5, once.Step);
        Assert.Empty(once.Told(slice).Events);
    }

    [Fact]
    public void A_rate_that_the_plan_does_not_have_gives_up_the_lease()
    {
        var slice = Branch.Slice(10, 2) with { LearningRates = [1e-3, 1.0000000000000002e-3] };

        var decision = Branch.TrainedTo(10).Told(Branch.Progressed(slice));

        Assert.StartsWith(
            "Step 11 used rate",
            Assert.IsType<BranchEvent.ReportRefused>(decision.Events[0]).Reason,
            StringComparison.Ordinal);
        Assert.IsType<BranchEvent.LeaseLost>(decision.Events[1]);
    }

    [Theory]
    [InlineData(30, 10, 80)]
    [InlineData(30, 6, 80)]
    public void A_device_that_passes_a_stage_end_it_did_not_know_loses_the_lease(long first, long count, long stageEnd)
    {
        var order = Branch.OrderFor(PolicyKind.WarmupStableDecay, 40, 160);
        var trained = BranchState.Empty.Apply(new BranchEvent.Opened(order))
            .Apply(new BranchEvent.LeaseTaken("device:0", 1, 0))
            .Apply(Branch.Steps(0, 30));

        var decision =
            trained.Told(Branch.Progressed(Branch.Slice(first, count, plan: order.Plan.Stages), stageEnd: stageEnd));

        Assert.Contains(
            "the plan ends a stage at step 36 by now",
            Assert.IsType<BranchEvent.ReportRefused>(decision.Events[0]).Reason,
            StringComparison.Ordinal);
        Assert.IsType<BranchEvent.LeaseLost>(decision.Events[1]);
    }

    [Fact]
    public void A_replay_that_repeats_the_stored_bits_is_checked_once_at_its_end()
    {
        var resumed = Branch.TrainedTo(33, 25)
            .Apply(new BranchEvent.LeaseLost(1, "killed"))
            .Apply(new BranchEvent.LeaseTaken("device:0", 2, 25));

        var within = resumed.Told(Branch.Progressed(Branch.Slice(25, 5), epoch: 2));
        var across = resumed.After(within).Told(Branch.Progressed(Branch.Slice(30, 6), epoch: 2));

        Assert.Empty(within.Events);
        Assert.Equal(new BranchEvent.ReplayChecked(8), across.Events[0]);
        var steps = Assert.IsType<BranchEvent.StepsTaken>(across.Events[1]);
        Assert.Equal((33, 3), (steps.FirstStep, steps.Losses.Count));
    }

    [Fact]
    public void A_replay_that_differs_names_the_first_step_and_fails_the_branch()
    {
        var resumed = Branch.TrainedTo(33, 25)
            .Apply(new BranchEvent.LeaseLost(1, "killed"))
            .Apply(new BranchEvent.LeaseTaken("device:0", 2, 25));

        var decision = resumed.Told(Branch.Progressed(Branch.Slice(25, 5, shift: 0.5f), epoch: 2));

        Assert.Equal(new BranchEvent.ReplayDiverged(25, 25, 25.5f), decision.Events[0]);
        Assert.Equal(
            "Step 25 was recomputed as 25.5, but the journal holds 25; the build, the device or the thread count is "
                + "not what it was.",
            Assert.IsType<BranchEvent.Failed>(decision.Events[1]).Reason);
    }

    [Fact]
    public void A_replay_that_differs_may_be_allowed_to_go_on()
    {
        var resumed = Branch.TrainedTo(33, 25)
            .Apply(new BranchEvent.LeaseLost(1, "killed"))
            .Apply(new BranchEvent.LeaseTaken("device:0", 2, 25));

        var decision =
            resumed.Decide(Branch.Progressed(Branch.Slice(25, 11, shift: 0.5f), epoch: 2), stopOnDivergence: false);

        Assert.Collection(
            decision.Events,
            e => Assert.IsType<BranchEvent.ReplayDiverged>(e),
            e => Assert.IsType<BranchEvent.StepsTaken>(e));
    }

    [Fact]
    public void The_first_step_that_is_no_number_is_the_last_that_is_stored_and_what_follows_is_ignored()
    {
        var slice = Branch.Slice(10, 3) with { Losses = [1, float.NaN, float.NaN] };

        var decision = Branch.TrainedTo(10).Told(Branch.Progressed(slice));
        var failed = Branch.TrainedTo(10).After(decision);

        Assert.Equal(12, failed.Step);
        Assert.Equal(
            "The loss is NaN at step 11; a lower learning-rate.peak, a longer warm-up or z-loss may help.",
            failed.Failure);
        Assert.Empty(failed.Told(Branch.Progressed(Branch.Slice(12, 2))).Events);
        Assert.Empty(failed.Told(new DeviceReport.Saved(12, Branch.Digest(12), "periodic") { Epoch = 1 }).Events);
    }

    [Fact]
    public void A_checkpoint_told_twice_is_stored_once()
    {
        var saved = new DeviceReport.Saved(10, Branch.Digest(10), "periodic") { Epoch = 1 };

        var once = Branch.TrainedTo(10).After(Branch.TrainedTo(10).Told(saved));

        Assert.Equal(10, once.Latest?.Step);
        Assert.Empty(once.Told(saved).Events);
    }

    [Fact]
    public void A_damaged_checkpoint_is_dropped_for_the_one_before()
    {
        var state = Branch.TrainedTo(33, 10, 25);

        var after = state.After(
            state.Told(new DeviceReport.Faulted(Fault.Checkpoint, "damaged", Branch.Digest(25)) { Epoch = 1 }));

        Assert.Equal(10, after.ResumeStep);
        Assert.Null(after.Lease);
        Assert.IsType<BranchIntent.WantDevice>(BranchIntent.Of(after, null));
    }

    [Theory]
    [InlineData(nameof(Fault.Work), true)]
    [InlineData(nameof(Fault.Checkpoint), true)]
    [InlineData(nameof(Fault.State), false)]
    [InlineData(nameof(Fault.World), false)]
    public void A_fault_fails_the_branch_only_where_trying_again_would_fail_again(string fault, bool fails)
    {
        var decision =
            Branch.Leased.Told(
                new DeviceReport.Faulted(Enum.Parse<Fault>(fault), "reason", Branch.Digest(99)) { Epoch = 1 });

        Assert.IsType<BranchEvent.LeaseLost>(decision.Events[0]);
        Assert.Equal(fails, decision.Events.Any(e => e is BranchEvent.Failed));
    }

    [Fact]
    public void A_measurement_told_twice_is_stored_once()
    {
        var measured =
            new DeviceReport.Evaluated(10, new Evaluation(1, null, new Dictionary<string, double>())) { Epoch = 1 };

        var once = Branch.TrainedTo(10).After(Branch.TrainedTo(10).Told(measured));

        Assert.Single(once.Evaluations);
        Assert.Empty(once.Told(measured).Events);
    }

    [Fact]
    public void A_tail_forgets_what_lies_before_a_checkpoint_and_never_grows_without_end()
    {
        var tail = Enumerable.Range(0, 200).Aggregate(StepTail.Empty, (held, i) => held.Add(Slice(i * 1000L, 1000)));

        Assert.InRange(
            tail.Slices.Sum(slice => slice.Losses.Count), StepTail.MostSteps - 1000, StepTail.MostSteps + 2000);
        Assert.Equal(199_999f, tail[199_999]?.Losses[^1]);
        Assert.Null(tail[1000]);
        Assert.Equal(190_000, tail.From(190_000).FirstStep);
    }

    private static TailSlice Slice(long first, int count) =>
        new(first, [.. Enumerable.Range((int)first, count).Select(step => (float)step)], new float[count]);
}
