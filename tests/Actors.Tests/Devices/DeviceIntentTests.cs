using Akka.Actor;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Tests.Branches;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Devices;

public sealed class DeviceIntentTests : IDisposable
{
    private const int SlicesAhead = 2;

    private static readonly DeviceSettings Settings = new(
        "device:0", TimeSpan.FromMilliseconds(1), SlicesAhead, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    private static readonly Silence Alone = Silence.None.Longer().Longer();

    private readonly DeviceWriter _writer = new(new MemoryStore(), ActorRefs.Nobody);
    private readonly DeviceWork _work = Begun();

    public void Dispose() => _work.Dispose();

    [Fact]
    public void A_device_without_work_rests() =>
        Assert.IsType<DeviceIntent.Rest>(DeviceIntent.Of(null, _writer, Silence.None));

    [Fact]
    public void It_trains_until_it_is_a_few_slices_ahead_of_the_journal()
    {
        Assert.Same(_work, Assert.IsType<DeviceIntent.TakeSlice>(Intent()).Work);

        TakeSlices(SlicesAhead);

        Assert.IsType<DeviceIntent.Rest>(Intent());
        _work.Outbox.Remove(1);
        Assert.IsType<DeviceIntent.TakeSlice>(Intent());
    }

    [Fact]
    public void It_takes_no_step_beyond_its_stage()
    {
        while (_work.Step < _work.StageEnd)
            _work.TakeSlice();

        Assert.IsType<DeviceIntent.Rest>(Intent());
    }

    [Fact]
    public void It_waits_for_writes_that_lag_behind()
    {
        _writer.Write(_work, "periodic");
        Assert.IsType<DeviceIntent.TakeSlice>(Intent());

        _writer.Write(_work, "periodic");

        Assert.IsType<DeviceIntent.Rest>(Intent());
    }

    [Fact]
    public void Released_it_saves_what_is_not_stored_and_lets_go_when_the_branch_has_all()
    {
        TakeSlices(1);
        _work.Release("test", saveFirst: true);

        Assert.IsType<DeviceIntent.Save>(Intent());
        _writer.Write(_work, "requested");
        Assert.IsType<DeviceIntent.Rest>(Intent());
        _writer.Done(Written());
        Assert.IsType<DeviceIntent.Rest>(Intent());
        _work.Outbox.Remove(1);
        Assert.IsType<DeviceIntent.LetGo>(Intent());
    }

    [Fact]
    public void Released_by_somebody_who_wants_to_hear_no_more_it_lets_go_at_once()
    {
        TakeSlices(1);

        _work.Release("test", saveFirst: false);

        Assert.IsType<DeviceIntent.LetGo>(Intent());
    }

    [Fact]
    public void Released_and_left_alone_it_lets_go_once_its_state_is_written()
    {
        TakeSlices(1);
        _work.Release("test", saveFirst: true);
        _writer.Write(_work, "requested");

        Assert.IsType<DeviceIntent.Rest>(DeviceIntent.Of(_work, _writer, Alone));
        _writer.Done(Written());
        Assert.IsType<DeviceIntent.LetGo>(DeviceIntent.Of(_work, _writer, Alone));
    }

    [Fact]
    public void Whoever_releases_it_first_decides_whether_it_saves()
    {
        TakeSlices(1);
        _work.Release("first", saveFirst: true);

        _work.Release("second", saveFirst: false);

        Assert.Equal("first", _work.ReleaseCause);
        Assert.IsType<DeviceIntent.Save>(Intent());
    }

    [Fact]
    public void Leaving_it_waits_no_longer_for_a_branch_that_says_the_lease_is_over()
    {
        TakeSlices(1);
        _work.Release("The process is leaving.", saveFirst: true);
        _writer.Write(_work, "requested");
        _writer.Done(Written());
        Assert.IsType<DeviceIntent.Rest>(Intent());

        _work.Release("It was released.", saveFirst: false);

        Assert.IsType<DeviceIntent.LetGo>(Intent());
    }

    private DeviceIntent Intent() => DeviceIntent.Of(_work, _writer, Silence.None);

    private void TakeSlices(int slices)
    {
        for (var i = 0; i < slices; i++)
            _work.Outbox.Add(new DeviceReport.Progressed(_work.TakeSlice(), _work.StageEnd) { Epoch = _work.Epoch });
    }

    private static DeviceWriter.Written Written() => new(1, 0, "test", default, null);

    private static DeviceWork Begun()
    {
        var lease = new Lease("test-run/river", "device:0", 1);
        var order = Branch.Order;
        var setup = new TrainerSetup(order.Seed, RunSpec.MainWorkload, order.Workload, 1e-3, order.Device);
        var work = new DeviceWork(lease, Settings);
        work.Begin(
            new DeviceCommand.Train(
                setup, new CheckpointConfig(0), order.Plan.Stages[0], new Origin.Fresh())
            { Lease = lease },
            new FakeTrainers(TimeSpan.FromMilliseconds(1)),
            new MemoryStore());

        return work;
    }
}
