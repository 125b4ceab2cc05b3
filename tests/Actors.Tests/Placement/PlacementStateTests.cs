using Akka.Actor;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Placement;

public sealed partial class PlacementStateTests
{
    [Fact]
    public void The_branch_that_waited_longest_is_served_first_and_every_grant_raises_the_epoch()
    {
        var (state, grants) = PlacementState.Empty
            .Then(Wants("run/a")).Then(Wants("run/b")).Then(Wants("run/c")).Then(Wants("run/a"))
            .Then(Device("one")).Then(Device("two")).Place();

        Assert.Equal([new Lease("run/a", "one", 1), new Lease("run/b", "two", 2)], grants);
        Assert.Equal("run/c", Assert.Single(state.Waiting.Requests).Branch);
    }

    [Fact]
    public void The_branch_that_is_done_soonest_goes_first_and_a_long_holder_is_asked_to_give_way()
    {
        var (held, _) = PlacementState.Empty.Then(Device("one")).Then(Wants("run/long", remaining: 100)).Place();

        Assert.Empty(held.Then(Wants("run/like", remaining: 60)).GiveWay());
        Assert.Equal(
            [new PlacementReport.Wanted(new Lease("run/long", "one", 1), 10)],
            held.Then(Wants("run/like", remaining: 60)).Then(Wants("run/short", remaining: 10)).GiveWay());
        Assert.Equal(
            "run/short",
            Assert.Single(
                PlacementState.Empty.Then(Wants("run/long")).Then(Wants("run/short", remaining: 10)).Then(Device("one"))
                    .Place().Grants).Branch);
    }

    [Fact]
    public void A_branch_gets_only_a_device_of_the_kind_it_needs()
    {
        var (_, grants) = PlacementState.Empty
            .Then(Wants("run/gpu", kind: DeviceKind.Cuda)).Then(Wants("run/cpu")).Then(Device("one")).Place();

        Assert.Equal("run/cpu", Assert.Single(grants).Branch);
    }

    [Fact]
    public void Epochs_only_grow_whoever_remembers_the_greatest()
    {
        var (_, byDevice) = PlacementState.Empty.Then(Device("one", lastEpoch: 40)).Then(Wants("run/a", 7)).Place();
        var (_, byBranch) = PlacementState.Empty.Then(Device("one", lastEpoch: 7)).Then(Wants("run/a", 40)).Place();

        Assert.Equal(41, Assert.Single(byDevice).Epoch);
        Assert.Equal(41, Assert.Single(byBranch).Epoch);
    }

    [Fact]
    public void A_new_placement_learns_from_its_devices_who_holds_them()
    {
        var held = new Lease("run/a", "one", 5);

        var (_, grants) = PlacementState.Empty.Then(Device("one", held, 5)).Then(Wants("run/b", 0)).Place();

        Assert.Empty(grants);
    }

    [Fact]
    public void A_request_that_crosses_its_own_grant_gets_no_second_lease()
    {
        var (granted, _) = PlacementState.Empty.Then(Device("one")).Then(Device("two")).Then(Wants("run/a")).Place();

        var (_, again) = granted.Then(Wants("run/a")).Place();

        Assert.Empty(again);
        Assert.Equal(1, granted.OnItsWay(Wants("run/a"))?.Epoch);
        Assert.Null(granted.OnItsWay(Wants("run/a", lastEpoch: 1)));
    }

    [Fact]
    public void A_branch_that_has_lost_its_lease_gets_another()
    {
        var (granted, _) = PlacementState.Empty.Then(Device("one")).Then(Wants("run/a")).Place();

        var (_, again) = granted.Then(Wants("run/a", lastEpoch: 1)).Place();

        Assert.Equal(2, Assert.Single(again).Epoch);
    }

    [Fact]
    public void A_returned_device_serves_the_next_and_a_withdrawn_one_nobody()
    {
        var (granted, _) = PlacementState.Empty.Then(Device("one")).Then(Wants("run/a")).Then(Wants("run/b")).Place();

        Assert.Equal("run/b", Assert.Single(granted.Then(new PlacementCommand.Return("run/a")).Place().Grants).Branch);
        Assert.Empty(
            granted.Then(new PlacementCommand.Withdraw("one")).Then(new PlacementCommand.Return("run/a")).Place()
                .Grants);
    }

    [Fact]
    public void A_device_that_is_not_heard_any_more_is_gone_with_its_lease()
    {
        var (granted, _) = PlacementState.Empty.Then(Device("one")).Then(Wants("run/a")).Place();

        var (once, none) = granted.Tick(most: 1);
        var (heard, _) = once.Then(Device("one", new Lease("run/a", "one", 1), 1)).Tick(most: 1);
        var (state, over) = heard.Tick(most: 1);

        Assert.Empty(none);
        Assert.Equal(new Lease("run/a", "one", 1), Assert.Single(over).Lease);
        Assert.Empty(state.Devices);
        Assert.Empty(state.Holders);
    }

    [Fact]
    public void A_device_that_may_be_gone_is_given_to_nobody_until_it_is_heard()
    {
        var silent = PlacementState.Empty.Then(Device("one"));

        for (var i = 0; i < 3; i++)
            silent = silent.Then(Wants("run/a")).Tick(most: 8).State;

        Assert.Empty(silent.Place().Grants);
        Assert.Equal("run/a", Assert.Single(silent.Then(Device("one")).Place().Grants).Branch);
    }

    [Fact]
    public void A_device_that_comes_back_without_its_lease_has_lost_it()
    {
        var (granted, _) = PlacementState.Empty.Then(Device("one")).Then(Wants("run/a")).Place();

        var (onItsWay, notYet) = granted.After(Device("one", lastEpoch: 0));
        var (_, over) = onItsWay.After(Device("one", lastEpoch: 1));

        Assert.Empty(notYet);
        Assert.Equal(new Lease("run/a", "one", 1), Assert.Single(over).Lease);
    }

    [Fact]
    public void A_new_placement_tells_a_branch_that_its_device_holds_its_lease_no_longer()
    {
        var lease = new Lease("run/a", "one", 5);

        var (unknown, notYet) = PlacementState.Empty.After(Wants("run/a", 5) with { Holds = lease });
        var (_, announced) = unknown.After(Device("one"));
        var (_, asked) = PlacementState.Empty.Then(Device("one")).After(Wants("run/a", 5) with { Holds = lease });
        var (_, still) = unknown.After(Device("one", lease, 5));

        Assert.Empty(notYet);
        Assert.Equal(lease, Assert.Single(announced).Lease);
        Assert.Equal(lease, Assert.Single(asked).Lease);
        Assert.Empty(still);
    }

    [Fact]
    public void A_new_placement_believes_a_branch_whose_lease_its_device_has_yet_to_hear_of()
    {
        var lease = new Lease("run/a", "one", 6);
        var former = new Lease("run/b", "one", 5);
        var claim = Wants("run/a", 6) with { Holds = lease };

        var (free, none) = PlacementState.Empty.Then(Device("one", lastEpoch: 5)).After(claim);
        var (held, over) = PlacementState.Empty.Then(Device("one", former, 5)).After(claim);
        var (first, unsaid) = PlacementState.Empty.Then(claim).After(Device("one", lastEpoch: 5));
        var (again, still) = free.After(Device("one", lastEpoch: 5));
        var (_, stale) = again.After(Wants("run/b", 5) with { Holds = former });
        var (_, let) = again.After(Device("one", lastEpoch: 6));

        Assert.Empty(none);
        Assert.Empty(unsaid);
        Assert.Empty(still);
        Assert.Equal(lease, free.LeaseOf("run/a"));
        Assert.Equal(lease, first.LeaseOf("run/a"));
        Assert.Equal(lease, first.OnItsWay(claim));
        Assert.Null(first.Then(Device("one", lease, 6)).OnItsWay(claim));
        Assert.Equal(lease, held.LeaseOf("run/a"));
        Assert.Null(held.LeaseOf("run/b"));
        Assert.Equal(former, Assert.Single(over).Lease);
        Assert.Equal(former, Assert.Single(stale).Lease);
        Assert.Equal(lease, Assert.Single(let).Lease);
        Assert.Empty(again.Then(Wants("run/c")).Place().Grants);
    }

    [Fact]
    public void A_lease_that_its_device_does_not_take_is_over_and_the_next_one_has_as_long()
    {
        var (granted, _) = PlacementState.Empty.Then(Device("one")).Then(Wants("run/a")).Place();

        var (once, notYet) = granted.Tick(most: 1);
        var (state, over) = once.Then(Device("one")).Tick(most: 1);
        var (next, grants) = state.Then(Wants("run/b")).Place();
        var (_, early) = next.Tick(most: 1);
        var (_, taken) = next.Then(Device("one", grants[0], 2)).Tick(most: 1).State.Then(Device("one", grants[0], 2))
            .Tick(most: 1);

        Assert.Empty(notYet);
        Assert.Equal(new Lease("run/a", "one", 1), Assert.Single(over).Lease);
        Assert.Null(state.LeaseOf("run/a"));
        Assert.Empty(early);
        Assert.Empty(taken);
    }

    [Fact]
    public void A_device_that_leaves_takes_a_lease_that_it_has_not_heard_of_with_it()
    {
        var granted = PlacementState.Empty.Then(Device("one")).Then(Wants("run/a")).Place().State;
        var held = granted.Then(Device("one", new Lease("run/a", "one", 1), 1));

        Assert.Equal(
            [new PlacementReport.Revoked(new Lease("run/a", "one", 1), "Device one is leaving.")],
            granted.After(new PlacementCommand.Withdraw("one")).Over);
        Assert.Empty(held.After(new PlacementCommand.Withdraw("one")).Over);
    }

    [Fact]
    public void Only_a_message_that_makes_a_grant_possible_is_followed_by_placing()
    {
        var waiting = PlacementState.Empty.Then(Device("one")).Then(Wants("run/a")).Place().State.Then(Wants("run/b"));
        var held = new Lease("run/a", "one", 1);

        Assert.True(May(PlacementState.Empty, Wants("run/a")));
        Assert.True(May(PlacementState.Empty.Then(Wants("run/a")), Device("one")));
        Assert.True(May(waiting, Wants("run/b", remaining: 10)));
        Assert.True(May(waiting, new PlacementCommand.Return("run/a")));
        Assert.True(May(waiting, Device("one", lastEpoch: 1)));
        Assert.True(May(waiting, Wants("run/a", lastEpoch: 1)));

        Assert.False(May(PlacementState.Empty, Device("one")));
        Assert.False(May(waiting, Wants("run/b")));
        Assert.False(May(waiting, Device("one", held, 1)));
        Assert.False(May(waiting, Wants("run/a", lastEpoch: 1) with { Holds = held }));
        Assert.False(May(waiting, new PlacementCommand.Return("run/b")));
        Assert.False(May(waiting, new PlacementCommand.Withdraw("one")));
    }

    private static bool May(PlacementState before, PlacementCommand said) =>
        before.Then(said).MayPlaceAfter(said, before);

    private static PlacementCommand.Request Wants(
        string branch, long lastEpoch = 0, DeviceKind kind = DeviceKind.Cpu, long remaining = 100) =>
        new(branch, new DeviceConfig(kind, 1, Precision.Full), lastEpoch, remaining);

    private static PlacementCommand.Announce Device(string name, Lease? holds = null, long lastEpoch = 0) =>
        new(name, new DeviceDescription(DeviceKind.Cpu, name, 1, 1, "test"), ActorRefs.Nobody, holds, lastEpoch);
}
