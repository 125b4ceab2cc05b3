using FsCheck;
using FsCheck.Xunit;
using Riverrun.Models.Data;

namespace Riverrun.Models.Tests.Data;

public sealed class WindowOrderTests
{
    [Property(MaxTest = 300)]
    public bool An_epoch_visits_each_window_once(
        PositiveInt context, NonNegativeInt extra, long seed, NonNegativeInt epoch)
    {
        var order = new WindowOrder(context.Get + 1 + extra.Get, context.Get);

        var starts = Enumerable.Range(0, (int)order.WindowsPerEpoch)
            .Select(index => order.Start(seed, (epoch.Get * order.WindowsPerEpoch) + index))
            .Order()
            .ToList();

        return starts[0] >= 0
            && starts[^1] + context.Get < context.Get + 1 + extra.Get
            && starts.Zip(starts.Skip(1)).All(pair => pair.Second - pair.First == context.Get);
    }

    [Property]
    public bool The_permutation_is_one_for_any_count_and_key(PositiveInt count, ulong key) =>
        Enumerable.Range(0, count.Get).Select(index => WindowOrder.Permute(index, count.Get, key)).Distinct()
            .Count() == count.Get;

    [Fact]
    public void Epochs_and_seeds_differ_in_order_and_offset()
    {
        var order = new WindowOrder(100_000, 100);
        var count = order.WindowsPerEpoch;
        long[] Epoch(long seed, long epoch) =>
            [.. Enumerable.Range(0, (int)count).Select(index => order.Start(seed, (epoch * count) + index))];

        long[][] epochs = [Epoch(1, 0), Epoch(1, 1), Epoch(2, 0)];

        Assert.Equal(3, epochs.Select(epoch => epoch.Min() % 100).Distinct().Count());
        Assert.Equal(3, epochs.Select(epoch => epoch[0] / 100).Distinct().Count());
    }

    // Of a random order a hundredth of the windows, at most, follows its neighbour, and its ranks do not follow the
    // positions.
    [Fact]
    public void The_order_looks_random()
    {
        var order = new WindowOrder(1_000_001, 100);
        long[] starts =
            [.. Enumerable.Range(0, (int)order.WindowsPerEpoch).Select(position => order.Start(3, position))];
        double count = starts.Length, mean = starts.Average();

        var neighbours = starts.Zip(starts.Skip(1)).Count(pair => Math.Abs(pair.Second - pair.First) == 100);
        var covariance = starts.Select((start, position) => (start - mean) * (position - ((count - 1) / 2))).Average();

        Assert.InRange(neighbours, 0, 0.01 * count);
        Assert.InRange(covariance / (100 * count * count / 12), -0.05, 0.05);
    }

    [Fact]
    public void A_far_position_is_found_at_once()
    {
        var order = new WindowOrder(8_000_000_000, 128);

        Assert.Equal(order.Start(1, 1L << 60), order.Start(1, 1L << 60));
        Assert.InRange(order.Start(1, 1L << 60), 0, 8_000_000_000 - 129);
    }

    // Every run's bits hang on it: another order is another training.
    [Fact]
    public void The_order_is_pinned() =>
        Assert.Equal(
            [1941, 6241, 3141, 1841],
            Enumerable.Range(0, 4).Select(position => new WindowOrder(10_000, 100).Start(42, position)));

    [Fact]
    public void A_negative_position_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WindowOrder(1000, 10).Start(1, -1));
}
