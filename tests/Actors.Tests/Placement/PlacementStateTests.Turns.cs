using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Placement;

/// <summary>Who goes first, and onto which device.</summary>
public sealed partial class PlacementStateTests
{
    [Fact]
    public void A_greater_priority_goes_first_and_takes_a_device_over()
    {
        var urgent = Wants("run/urgent", remaining: 1000) with { Scheduling = new SchedulingConfig(Priority: 1) };

        var (held, first) = PlacementState.Empty.Then(Wants("run/a", remaining: 10)).Then(urgent).Then(Device("one"))
            .Place();
        var busy = PlacementState.Empty.Then(Device("one")).Then(Wants("run/a", remaining: 10)).Place().State;

        Assert.Equal("run/urgent", Assert.Single(first).Branch);
        Assert.Empty(held.GiveWay());
        Assert.Equal([new PlacementReport.Wanted(new Lease("run/a", "one", 1), 1000, 1)], busy.Then(urgent).GiveWay());
    }

    [Fact]
    public void Who_cannot_be_served_stands_in_nobodys_way()
    {
        var gpu = Wants(
            "run/gpu", remaining: 5, kind: DeviceKind.Cuda) with
        { Scheduling = new SchedulingConfig(Priority: 9) };
        var large = Wants(
            "run/large", remaining: 5) with
        { Scheduling = new SchedulingConfig(Priority: 8, MemoryBytes: 99) };
        var urgent = Wants("run/urgent", remaining: 1000) with { Scheduling = new SchedulingConfig(Priority: 1) };
        var busy = PlacementState.Empty.Then(Device("one")).Then(Wants("run/a")).Place().State;

        var wanted = Assert.Single(busy.Then(gpu).Then(large).Then(urgent).GiveWay());

        Assert.Equal(new PlacementReport.Wanted(new Lease("run/a", "one", 1), 1000, 1), wanted);
    }

    [Fact]
    public void As_many_holders_give_way_as_there_are_branches_before_them()
    {
        var urgent = new SchedulingConfig(Priority: 1);
        var busy = PlacementState.Empty
            .Then(Device("one")).Then(Device("two")).Then(Device("three"))
            .Then(Wants("run/a", remaining: 10)).Then(Wants("run/b", remaining: 20))
            .Then(Wants("run/c", remaining: 30) with { Scheduling = urgent })
            .Place().State;

        var wanted = busy
            .Then(Wants("run/x") with { Scheduling = urgent }).Then(Wants("run/y") with { Scheduling = urgent })
            .Then(Wants("run/z") with { Scheduling = urgent }).Then(Wants("run/last")).GiveWay();

        Assert.Equal(["run/b", "run/a"], wanted.Select(each => each.Lease.Branch)); // c would be served before those.
    }

    [Fact]
    public void Who_needs_more_memory_gets_it_and_who_does_not_leaves_it_free()
    {
        var large = Device(
            "large") with
        { Description = new DeviceDescription(DeviceKind.Cpu, "large", 80, 1, "test") };
        var needy = Wants("run/needy", remaining: 200) with { Scheduling = new SchedulingConfig(MemoryBytes: 40) };

        var (_, grants) = PlacementState.Empty.Then(large).Then(Device("small")).Then(Wants("run/a")).Then(needy)
            .Place();

        Assert.Equal([new Lease("run/a", "small", 1), new Lease("run/needy", "large", 2)], grants);
        Assert.Empty(PlacementState.Empty.Then(Device("small")).Then(needy).Place().Grants);
    }

    [Fact]
    public void Among_devices_that_fit_the_one_with_the_checkpoint_at_hand_is_chosen()
    {
        var checkpoint = CheckpointDigest.FromHash(new byte[32]);

        var (_, grants) = PlacementState.Empty
            .Then(Device("a")).Then(Device("b") with { Near = [checkpoint] })
            .Then(Wants("run/x") with { From = checkpoint }).Place();

        Assert.Equal("b", Assert.Single(grants).Device);
    }

    [Fact]
    public void Those_who_wait_stand_in_their_turn_and_keep_it_when_they_ask_again()
    {
        var urgent = Wants("run/urgent", remaining: 900) with { Scheduling = new SchedulingConfig(Priority: 1) };

        var state = PlacementState.Empty
            .Then(Wants("run/a")).Then(Wants("run/b")).Then(Wants("run/c", remaining: 50)).Then(urgent)
            .Then(Wants("run/b", lastEpoch: 1)).Then(Wants("run/a", lastEpoch: 1)).Then(Wants("run/d", remaining: 99))
            .Then(Wants("run/d"));

        Assert.Equal(
            ["run/urgent", "run/c", "run/a", "run/b", "run/d"],
            state.Waiting.Requests.Select(request => request.Branch));
        Assert.Equal(
            ["run/urgent", "run/a", "run/b", "run/d"],
            state.Then(new PlacementCommand.Return("run/c")).Waiting.Requests.Select(request => request.Branch));
    }
}
