using Akka.Actor;
using Riverrun.Actors.Placement;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Placement;

public sealed class PlacementStateTests
{
    [Fact]
    public void The_branch_that_waited_longest_is_served_first_and_every_grant_raises_the_epoch()
    {
        var (state, grants) = PlacementState.Empty
            .After(Wants("run/a")).After(Wants("run/b")).After(Wants("run/c")).After(Wants("run/a"))
            .After(Device("one")).After(Device("two")).Place();

        Assert.Equal([new Lease("run/a", "one", 1), new Lease("run/b", "two", 2)], grants);
        Assert.Equal("run/c", Assert.Single(state.Waiting).Branch);
    }

    [Fact]
    public void The_branch_that_is_done_soonest_goes_first_and_a_long_holder_is_asked_to_give_way()
    {
        var (held, _) = PlacementState.Empty.After(Device("one")).After(Wants("run/long", remaining: 100)).Place();

        Assert.Null(held.After(Wants("run/like", remaining: 60)).GiveWay());
        Assert.Equal(
            new PlacementReport.Wanted(new Lease("run/long", "one", 1), 10),
            held.After(Wants("run/like", remaining: 60)).After(Wants("run/short", remaining: 10)).GiveWay());
        Assert.Equal(
            "run/short",
            Assert.Single(PlacementState.Empty.After(Wants("run/long")).After(Wants("run/short", remaining: 10)).After(Device("one")).Place().Grants).Branch);
    }

    [Fact]
    public void A_branch_gets_only_a_device_of_the_kind_it_needs()
    {
        var (_, grants) = PlacementState.Empty
            .After(Wants("run/gpu", kind: DeviceKind.Cuda)).After(Wants("run/cpu")).After(Device("one")).Place();

        Assert.Equal("run/cpu", Assert.Single(grants).Branch);
    }

    [Fact]
    public void Epochs_only_grow_whoever_remembers_the_greatest()
    {
        var (_, byDevice) = PlacementState.Empty.After(Device("one", lastEpoch: 40)).After(Wants("run/a", 7)).Place();
        var (_, byBranch) = PlacementState.Empty.After(Device("one", lastEpoch: 7)).After(Wants("run/a", 40)).Place();

        Assert.Equal(41, Assert.Single(byDevice).Epoch);
        Assert.Equal(41, Assert.Single(byBranch).Epoch);
    }

    [Fact]
    public void A_new_placement_learns_from_its_devices_who_holds_them()
    {
        var held = new Lease("run/a", "one", 5);

        var (_, grants) = PlacementState.Empty.After(Device("one", held, 5)).After(Wants("run/b", 0)).Place();

        Assert.Empty(grants);
    }

    [Fact]
    public void A_request_that_crosses_its_own_grant_gets_no_second_lease()
    {
        var (granted, _) = PlacementState.Empty.After(Device("one")).After(Device("two")).After(Wants("run/a")).Place();

        var (_, again) = granted.After(Wants("run/a")).Place();

        Assert.Empty(again);
        Assert.Equal(1, granted.OnItsWay(Wants("run/a"))?.Epoch);
        Assert.Null(granted.OnItsWay(Wants("run/a", lastEpoch: 1)));
    }

    [Fact]
    public void A_branch_that_has_lost_its_lease_gets_another()
    {
        var (granted, _) = PlacementState.Empty.After(Device("one")).After(Wants("run/a")).Place();

        var (_, again) = granted.After(Wants("run/a", lastEpoch: 1)).Place();

        Assert.Equal(2, Assert.Single(again).Epoch);
    }

    [Fact]
    public void A_returned_device_serves_the_next_and_a_withdrawn_one_nobody()
    {
        var (granted, _) = PlacementState.Empty.After(Device("one")).After(Wants("run/a")).After(Wants("run/b")).Place();

        Assert.Equal("run/b", Assert.Single(granted.After(new PlacementCommand.Return("run/a")).Place().Grants).Branch);
        Assert.Empty(granted.After(new PlacementCommand.Withdraw("one")).After(new PlacementCommand.Return("run/a")).Place().Grants);
    }

    [Fact]
    public void A_device_that_dies_takes_its_lease_with_it()
    {
        var (granted, _) = PlacementState.Empty.After(Device("one")).After(Wants("run/a")).Place();

        var (state, lost) = granted.Without(granted.Devices["one"]);

        Assert.Equal(new Lease("run/a", "one", 1), lost);
        Assert.Empty(state.Devices);
        Assert.Empty(state.Leases);
    }

    private static PlacementCommand.Request Wants(string branch, long lastEpoch = 0, DeviceKind kind = DeviceKind.Cpu, long remaining = 100) =>
        new(branch, new DeviceConfig(kind, 1, Precision.Full), lastEpoch, remaining);

    private static PlacementCommand.Announce Device(string name, Lease? holds = null, long lastEpoch = 0) =>
        new(name, new DeviceDescription(DeviceKind.Cpu, name, 1, 1, "test"), ActorRefs.Nobody, holds, lastEpoch);
}
