using Riverrun.Actors.Branches;

namespace Riverrun.Actors.Tests.Branches;

public sealed class BranchMilestonesTests
{
    [Fact]
    public void A_run_that_has_missed_milestones_hears_them_all_again_and_last_that_its_plan_is_refused()
    {
        var state = Branch.TrainedTo(80, 40, 80).Apply(new BranchEvent.ReplayChecked(5))
            .Apply(new BranchEvent.Completed(80));

        var said = BranchMilestones.All("river", state, planRefused: true);

        Assert.Equal([40, 80], said.OfType<BranchMilestone.CheckpointStored>().Select(stored => stored.Step));
        Assert.Equal(5, Assert.Single(said.OfType<BranchMilestone.ReplayDone>()).Steps);
        Assert.Equal(80, Assert.Single(said.OfType<BranchMilestone.Completed>()).Step);
        Assert.Equal(80, Assert.IsType<BranchMilestone.PlanRefused>(said[^1]).Trained.End);
        Assert.Empty(BranchMilestones.All("river", Branch.Opened, planRefused: false));
    }

    [Theory]
    [InlineData(true, "training", 1000)]
    [InlineData(false, "waiting", 0)]
    public void A_branch_without_a_device_has_no_speed(bool training, string status, double stepsPerSecond)
    {
        var progress =
            BranchMilestones.Progress("river", Branch.TrainedTo(10), training, StepSpeed.Of(Branch.Steps(9, 1)));

        Assert.Equal((10, status, stepsPerSecond), (progress.Step, progress.Status, progress.StepsPerSecond));
    }
}
