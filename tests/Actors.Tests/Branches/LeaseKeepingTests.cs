using Akka.Actor;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;

namespace Riverrun.Actors.Tests.Branches;

public sealed class LeaseKeepingTests
{
    private const int MostSilentRepeats = 3;

    private static readonly IActorRef Device = ActorRefs.Nobody;
    private static readonly BranchId Id = BranchId.Parse("test-run/river");
    private static readonly Lease Lease = new(Id.ToString(), "device:0", 1);
    private static readonly PlacementReport.Granted Granted = new(Lease, Device);
    private static readonly LeaseKeeping Alone = new(Id, MostSilentRepeats);

    [Fact]
    public void A_branch_that_waits_asks_for_a_device_from_its_newest_checkpoint()
    {
        var waiting = Branch.TrainedTo(50, 25, 50).Apply(new BranchEvent.LeaseLost(1, "gone"));

        var ask = Assert.IsType<LeaseAct.Ask>(Assert.Single(Alone.Pursue(waiting).Due));

        Assert.Equal(
            (Id.ToString(), 1L, 30L, null, Branch.Digest(50)),
            (ask.Request.Branch, ask.Request.LastEpoch, ask.Request.RemainingSteps, ask.Request.Holds,
                ask.Request.From));
    }

    [Fact]
    public void A_leaf_that_has_stored_nothing_yet_asks_for_a_device_that_has_what_it_starts_from()
    {
        var leaf = BranchState.Empty.Apply(new BranchEvent.Opened(Branch.Order with { Start = Branch.Digest(7) }));

        Assert.Equal(Branch.Digest(7), Assert.IsType<LeaseAct.Ask>(Assert.Single(Alone.Pursue(leaf).Due)).Request.From);
    }

    [Fact]
    public void A_granted_device_is_told_the_stage_once()
    {
        var welcomed = After(Alone, Branch.Leased, Granted);

        var told = welcomed.Pursue(Branch.Leased);

        Assert.Equal("warm-up", Train(Assert.Single(told.Due)).Stage.Name);
        Assert.Empty(told.Done().Pursue(Branch.Leased).Due);
        Assert.Equal(0, told.Session?.Reached);
        // Told again where its device is, it has heard nothing of it.
        Assert.Same(told, After(told, Branch.Leased, Granted));
    }

    [Fact]
    public void A_device_that_has_reached_the_end_of_a_stage_is_told_the_next()
    {
        var (keeping, state) = Training();

        var next = Heard(keeping, state.Apply(Branch.Steps(0, 10)), Branch.Progressed(Branch.Slice(0, 10)));

        Assert.Equal(1, Told<DeviceCommand.Stored>(next.Due[0]).Lease.Epoch);
        Assert.IsType<Origin.GoOn>(Train(next.Due[1]).From);
        Assert.Equal(10, Train(next.Due[1]).Stage.FirstStep);
    }

    [Fact]
    public void A_report_that_is_ahead_of_the_journal_is_not_answered()
    {
        var (keeping, state) = Training();

        var heard = Heard(keeping, state, Branch.Progressed(Branch.Slice(5, 5)));

        Assert.Empty(heard.Due);
        Assert.Equal(0, heard.Session?.Reached);
    }

    [Fact]
    public void A_branch_that_was_recovered_goes_on_with_the_device_it_hears()
    {
        var state = Branch.TrainedTo(20);

        var heard = After(Alone, state, new DeviceReport.Holding(20) { Epoch = 1, Number = 0 });

        Assert.Equal(20, heard.Session?.Reached);
        Assert.IsType<Origin.GoOn>(Train(heard.Done().Pursue(state).Due[0]).From);
    }

    [Fact]
    public void A_device_under_a_lease_that_is_over_is_told_so()
    {
        var stale = new DeviceReport.Holding(20) { Epoch = 1 };

        var release = Told<DeviceCommand.Release>(Assert.Single(After(Alone, Branch.Opened, stale).Due));

        Assert.Equal((1, false), (release.Lease.Epoch, release.SaveFirst));
        Assert.Empty(After(Alone, Branch.Opened, new DeviceReport.Released("done") { Epoch = 1 }).Due);
    }

    [Fact]
    public void A_device_whose_lease_was_lost_is_released_and_given_back()
    {
        var (keeping, state) = Training();

        var parted = keeping.After(
            state.Apply(new BranchEvent.LeaseLost(1, "gone")), new PlacementReport.Revoked(Lease, "gone"), Device,
            leaseLost: true);

        Assert.False(Told<DeviceCommand.Release>(parted.Due[0]).SaveFirst);
        Assert.IsType<LeaseAct.GiveBack>(parted.Due[1]);
        Assert.Null(parted.Session);
    }

    [Fact]
    public void A_grant_that_is_of_no_use_is_given_back()
    {
        var paused = Branch.Opened.Apply(new BranchEvent.WishChanged(Wish.Pause, 0));

        Assert.IsType<LeaseAct.GiveBack>(Assert.Single(After(Alone, paused, Granted).Due));
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(41, false)]
    public void A_branch_gives_way_to_one_with_at_most_half_its_steps(long othersRemainingSteps, bool givesWay)
    {
        var (keeping, state) = Training();

        var asked = After(keeping, state, new PlacementReport.Wanted(Lease, othersRemainingSteps));

        Assert.Equal(givesWay, asked.Due.Count == 1 && Told<DeviceCommand.Release>(asked.Due[0]).SaveFirst);
        Assert.Equal(givesWay, asked.Session?.LettingGo);
    }

    [Fact]
    public void A_device_that_lets_go_is_told_nothing_more()
    {
        var (keeping, state) = Training();
        var wanted = new PlacementReport.Wanted(Lease, RemainingSteps: 1);
        var asked = After(keeping, state, wanted).Done();

        Assert.Empty(After(asked, state, wanted).Due);
        Assert.Empty(asked.Pursue(state.Apply(new BranchEvent.WishChanged(Wish.Pause, 0))).Due);
    }

    [Fact]
    public void A_branch_that_should_pause_has_its_state_saved_first()
    {
        var (keeping, state) = Training();

        var paused = keeping.Pursue(state.Apply(new BranchEvent.WishChanged(Wish.Pause, 0)));

        Assert.True(Told<DeviceCommand.Release>(Assert.Single(paused.Due)).SaveFirst);
    }

    [Fact]
    public void A_device_that_is_silent_for_too_many_repeats_is_given_up_and_one_that_speaks_is_not()
    {
        var (keeping, state) = Training();

        var silent = Repeated(keeping, state, MostSilentRepeats);
        var heard = Heard(silent, state, new DeviceReport.Holding(0) { Epoch = 1 }).Done();

        Assert.Equal(Lease, Assert.Single(silent.Repeat(state).Due.OfType<LeaseAct.GiveUp>()).Revoked.Lease);
        Assert.Empty(Repeated(heard, state, MostSilentRepeats - 1).Repeat(state).Due.OfType<LeaseAct.GiveUp>());
    }

    [Fact]
    public void A_branch_with_a_lease_says_so_at_every_repeat()
    {
        var (keeping, state) = Training();

        Assert.Equal(Lease, Assert.Single(keeping.Repeat(state).Due.OfType<LeaseAct.Ask>()).Request.Holds);
    }

    [Fact]
    public void A_device_is_told_again_where_to_begin_until_it_has()
    {
        var (keeping, state) = Training();

        var again = keeping.Repeat(state).Done().Repeat(state);
        var begun = Heard(keeping, state.Apply(Branch.Steps(0, 5)), Branch.Progressed(Branch.Slice(0, 5))).Done();

        Assert.IsType<Origin.Fresh>(Train(again.Due[0]).From);
        Assert.Empty(begun.Repeat(state.Apply(Branch.Steps(0, 5))).Due.OfType<LeaseAct.Command>());
    }

    [Fact]
    public void A_device_is_told_again_the_next_stage_until_it_takes_it()
    {
        var (keeping, _) = Training();
        var state = Branch.TrainedTo(10);

        var next = Heard(keeping, state, Branch.Progressed(Branch.Slice(0, 10))).Done();
        var held = Heard(next, state, new DeviceReport.Holding(10) { Epoch = 1 }).Done();
        // Repeated by the device, of the stage before.
        var late = Heard(held, state, Branch.Progressed(Branch.Slice(0, 10))).Done();
        var taken = Heard(late, Branch.TrainedTo(15), Branch.Progressed(Branch.Slice(10, 5))).Done();

        Assert.Equal(10, Train(late.Repeat(state).Due[0]).Stage.FirstStep);
        Assert.Empty(taken.Repeat(Branch.TrainedTo(15)).Due.OfType<LeaseAct.Command>());
    }

    [Fact]
    public void A_device_is_told_again_to_let_go_until_its_lease_is_over()
    {
        var (keeping, state) = Training();
        var paused = state.Apply(new BranchEvent.WishChanged(Wish.Pause, 0));
        var told = keeping.Pursue(paused).Done();

        var heard = Heard(told, paused.Apply(Branch.Steps(0, 5)), Branch.Progressed(Branch.Slice(0, 5))).Done();
        var parted = heard.After(
            paused.Apply(new BranchEvent.LeaseLost(1, "paused")), new DeviceReport.Released("paused") { Epoch = 1 },
            Device, leaseLost: true);

        Assert.True(Told<DeviceCommand.Release>(heard.Repeat(paused).Due[0]).SaveFirst);
        Assert.Empty(
            parted.Done().Repeat(paused.Apply(new BranchEvent.LeaseLost(1, "paused"))).Due.OfType<LeaseAct.Command>());
    }

    [Fact]
    public void A_branch_at_rest_says_so_a_few_times_and_then_sleeps()
    {
        var paused = Branch.Opened.Apply(new BranchEvent.WishChanged(Wish.Pause, 0));

        var last = Repeated(Alone, paused, LeaseKeeping.RestedRepeatsBeforeSleep - 1);

        Assert.Empty(Alone.Pursue(paused).Due);
        Assert.IsType<LeaseAct.GiveBack>(Assert.Single(Alone.Repeat(paused).Due));
        Assert.Equal(
            [typeof(LeaseAct.GiveBack), typeof(LeaseAct.Sleep)], last.Repeat(paused).Due.Select(act => act.GetType()));
    }

    /// <summary>A branch whose device was told to begin.</summary>
    private static (LeaseKeeping Keeping, BranchState State) Training() =>
        (After(Alone, Branch.Leased, Granted).Pursue(Branch.Leased).Done(), Branch.Leased);

    private static LeaseKeeping After(LeaseKeeping keeping, BranchState state, object message) =>
        keeping.After(state, message, Device, leaseLost: false);

    private static LeaseKeeping Heard(LeaseKeeping keeping, BranchState state, DeviceReport report) =>
        After(keeping, state, report).Pursue(state);

    private static LeaseKeeping Repeated(LeaseKeeping keeping, BranchState state, int times) =>
        Enumerable.Range(0, times).Aggregate(keeping, (kept, _) => kept.Repeat(state).Done());

    private static T Told<T>(LeaseAct act)
        where T : DeviceCommand => Assert.IsType<T>(Assert.IsType<LeaseAct.Command>(act).Said);

    private static DeviceCommand.Train Train(LeaseAct act) => Told<DeviceCommand.Train>(act);
}
