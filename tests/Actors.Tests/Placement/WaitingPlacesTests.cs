using Akka.Actor;
using Riverrun.Actors.Placement;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Placement;

public sealed class WaitingPlacesTests
{
    private const long GiB = 1L << 30;

    private static readonly PlacementState Held = PlacementState.Empty
        .Then(Device("one")).Then(Wants("first/river", remaining: 3200)).Place().State;

    [Fact]
    public void Who_waits_for_a_device_that_another_has_is_the_second_and_hears_who_trains()
    {
        var waits = PlaceOf("second/river", Held.Then(Wants("second/river", remaining: 4000)));

        Assert.Equal(new WaitingView("busy", 2, 1, "cpu", 0, "first/river", 3200), waits);
    }

    [Fact]
    public void What_goes_before_is_named_with_the_reason()
    {
        var state = Held
            .Then(Wants("a/river", remaining: 500)).Then(Wants("b/river", remaining: 500))
            .Then(Wants("c/leaf", remaining: 40)).Then(Wants("d/river", remaining: 9000, priority: 1));

        Assert.Equal((2, null, null), Line(PlaceOf("d/river", state)));
        Assert.Equal((3, "d/river", "priority"), Line(PlaceOf("c/leaf", state)));
        Assert.Equal((4, "c/leaf", "steps"), Line(PlaceOf("a/river", state)));
        Assert.Equal((5, "a/river", "arrival"), Line(PlaceOf("b/river", state)));
    }

    [Fact]
    public void Of_several_devices_the_one_that_is_free_soonest_is_named_and_all_that_are_held_count()
    {
        var state = PlacementState.Empty.Then(Device("one")).Then(Device("two"))
            .Then(Wants("first/river", remaining: 3200)).Then(Wants("first/leaf", remaining: 40)).Place().State
            .Then(Wants("second/river"));

        Assert.Equal(new WaitingView("busy", 3, 2, "cpu", 0, "first/leaf", 40), PlaceOf("second/river", state));
    }

    [Fact]
    public void Who_needs_a_kind_or_a_memory_that_no_device_has_has_no_place_and_keeps_nobody_back()
    {
        var state = Held
            .Then(Wants("gpu/river", kind: DeviceKind.Cuda)).Then(Wants("large/river", memory: 40 * GiB))
            .Then(Wants("second/river", remaining: 500));

        Assert.Equal(new WaitingView("no-device", 0, 0, "cuda"), PlaceOf("gpu/river", state));
        Assert.Equal(new WaitingView("memory", 0, 0, "cpu", 40 * GiB), PlaceOf("large/river", state));
        Assert.Equal((2, null, null), Line(PlaceOf("second/river", state)));
    }

    [Fact]
    public void A_device_that_is_free_is_about_to_be_given_unless_it_has_not_been_heard_for_a_moment()
    {
        var state = PlacementState.Empty.Then(Device("one")).Then(Wants("run/river"));

        Assert.Equal(("soon", 1), PlaceOf("run/river", state) is { } soon ? (soon.Reason, soon.Place) : default);
        Assert.Equal("silent", PlaceOf("run/river", state.Tick(9).State.Tick(9).State.Tick(9).State)?.Reason);
    }

    [Fact]
    public void Who_does_not_wait_has_no_place() =>
        Assert.Equal(
            ["second/river"],
            WaitingPlaces.Of(Held.Then(Wants("second/river")), ["first/river", "second/river", "none/river"])
                .Places.Keys);

    private static WaitingView? PlaceOf(string branch, PlacementState state) =>
        WaitingPlaces.Of(state, [branch]).Places.GetValueOrDefault(branch);

    private static (int, string?, string?) Line(WaitingView? view) => view is null
        ? default : (view.Place, view.Before, view.By);

    private static PlacementCommand.Request Wants(
        string branch, DeviceKind kind = DeviceKind.Cpu, long remaining = 100, int priority = 0, long memory = 0) =>
        new(branch, new DeviceConfig(kind, 1, Precision.Full), 0, remaining,
            Scheduling: new SchedulingConfig(priority, memory));

    private static PlacementCommand.Announce Device(string name) =>
        new(name, new DeviceDescription(DeviceKind.Cpu, name, GiB, 1, "test"), ActorRefs.Nobody, null, 0);
}
