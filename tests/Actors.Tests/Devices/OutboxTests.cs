using Riverrun.Actors.Devices;

namespace Riverrun.Actors.Tests.Devices;

public sealed class OutboxTests
{
    private readonly Outbox _outbox = new();

    [Fact]
    public void Reports_are_numbered_from_one_and_only_slices_count_as_slices()
    {
        var numbers =
            new[] { Add(), Add(), _outbox.Add(new DeviceReport.Saved(5, default, "periodic") { Epoch = 1 }).Number };

        Assert.Equal([1, 2, 3], numbers);
        Assert.Equal(2, _outbox.Slices);
    }

    [Fact]
    public void What_is_stored_is_kept_no_longer()
    {
        Add();
        Add();

        _outbox.Remove(1);
        _outbox.Remove(1);

        Assert.Equal((1, false), (_outbox.Slices, _outbox.IsEmpty));
        _outbox.Remove(2);
        Assert.Equal((0, true), (_outbox.Slices, _outbox.IsEmpty));
    }

    [Fact]
    public void A_report_is_repeated_only_when_the_oldest_has_waited_since_the_last_time()
    {
        Add();
        Add();
        var first = Unanswered();
        var second = Unanswered();

        _outbox.Remove(1);
        var third = Unanswered();
        var fourth = Unanswered();

        Assert.Empty(first);
        Assert.Equal([1, 2], second);
        Assert.Empty(third);
        Assert.Equal([2], fourth);
    }

    [Fact]
    public void Of_very_many_reports_the_oldest_are_repeated()
    {
        for (var i = 0; i < Outbox.MostAtOnce + 10; i++)
            Add();

        Unanswered();
        var repeated = Unanswered();

        Assert.Equal(Enumerable.Range(1, Outbox.MostAtOnce).Select(number => (long)number), repeated);
    }

    private long Add() => _outbox.Add(Branches.Branch.Progressed(Branches.Branch.Slice(0, 1))).Number;

    private IEnumerable<long> Unanswered() => [.. _outbox.Unanswered().Select(report => report.Number)];
}
