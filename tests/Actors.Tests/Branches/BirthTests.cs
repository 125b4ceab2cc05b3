using Akka.Actor;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Branches;

/// <summary>A branch of no step: the merge of the checkpoints 25 and 40, with a quarter of the first.</summary>
public sealed class BirthTests
{
    private static readonly BranchId Id = BranchId.Parse("test-run/merge");
    private static readonly LeaseKeeping Alone = new(Id, 3);

    private static readonly BranchOrder Order = Branch.Order with
    {
        Plan = Policies.PlanOf(new River(
            "merge", new BranchStart.Merge([new("river", 25, 0.25), new("river", 40, 0.75)]),
            Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40), [40], []))[0],
        Start = Branch.Digest(40),
        Sources = [Branch.Digest(25), Branch.Digest(40)],
    };

    private static BranchState Opened => BranchState.Empty.Apply(new BranchEvent.Opened(Order));

    private static BranchState Leased => Opened.Apply(new BranchEvent.LeaseTaken("device:0", 1, 40));

    private static DeviceReport.Evaluated Measured =>
        new(40, new Evaluation(1, null, new Dictionary<string, double>())) { Epoch = 1 };

    private static DeviceReport.Saved Saved => new(40, Branch.Digest(7), DeviceReport.Saved.AtStageEnd) { Epoch = 1 };

    [Fact]
    public void It_begins_with_its_sources_in_their_order_and_with_their_coefficients()
    {
        var train = Assert.IsType<BranchIntent.Train>(BranchIntent.Of(Leased, reached: null));

        Assert.Equal(0, train.Stage.Steps);
        Assert.Equal(
            [new Origin.Part(Branch.Digest(25), 0.25), new Origin.Part(Branch.Digest(40), 0.75)],
            Assert.IsType<Origin.Merge>(train.From).Parts);
    }

    [Fact]
    public void It_is_done_once_it_is_measured_and_stored_and_not_before()
    {
        var measured = Leased.After(Leased.Told(Measured));
        var stored = measured.After(measured.Told(Saved));

        Assert.False(Opened.IsDone);
        Assert.True(Leased.IsAhead(Saved));
        Assert.IsType<BranchIntent.Train>(BranchIntent.Of(measured, reached: 40));
        Assert.True(stored.IsDone);
        Assert.Equal([new BranchEvent.Completed(40)], stored.Consequences());
        Assert.IsType<BranchIntent.LetGo>(BranchIntent.Of(stored, reached: 40));
    }

    [Fact]
    public void What_was_measured_and_not_stored_before_a_kill_is_born_again()
    {
        var lost = Leased.After(Leased.Told(Measured)).Apply(new BranchEvent.LeaseLost(1, "gone"));
        var again = lost.Apply(new BranchEvent.LeaseTaken("device:1", 2, 40));

        Assert.IsType<BranchIntent.WantDevice>(BranchIntent.Of(lost, reached: null));
        Assert.IsType<Origin.Merge>(Assert.IsType<BranchIntent.Train>(BranchIntent.Of(again, reached: null)).From);
        Assert.Empty(again.Told(Measured with { Epoch = 2 }).Events);
        Assert.True(again.After(again.Told(Saved with { Epoch = 2 })).IsDone);
    }

    [Fact]
    public void It_waits_behind_whoever_trains_and_takes_no_device_from_one_of_its_own_priority()
    {
        var asked = Assert.IsType<LeaseAct.Ask>(Assert.Single(Alone.Pursue(Opened).Due)).Request;
        var trainer = asked with { Branch = "test-run/river", RemainingSteps = 1_000_000 };

        Assert.True(PlacementPolicy.Turn(asked, trainer) > 0);
        Assert.False(PlacementPolicy.GivesWay(0, trainer.RemainingSteps, 0, asked.RemainingSteps));
        Assert.True(PlacementPolicy.GivesWay(0, trainer.RemainingSteps, 1, asked.RemainingSteps));
        Assert.Equal(0, asked.Served().RemainingSteps);
        Assert.Equal(1_000_000, trainer.Served().RemainingSteps);
    }

    [Fact]
    public void Once_it_has_a_device_it_is_nearly_done_and_keeps_it()
    {
        var lease = new Lease(Id.ToString(), "device:0", 1);
        var granted = new PlacementReport.Granted(lease, ActorRefs.Nobody);
        var holding = Alone.After(Leased, granted, ActorRefs.Nobody, leaseLost: false).Pursue(Leased).Done();

        var asked = holding.After(Leased, new PlacementReport.Wanted(lease, 1), ActorRefs.Nobody, leaseLost: false);

        Assert.Empty(asked.Due);
        Assert.Equal(0, Assert.Single(holding.Repeat(Leased).Due.OfType<LeaseAct.Ask>()).Request.RemainingSteps);
    }
}
