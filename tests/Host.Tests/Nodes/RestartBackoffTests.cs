using Riverrun.Host.Nodes;

namespace Riverrun.Host.Tests.Nodes;

public sealed class RestartBackoffTests
{
    private readonly RestartBackoff _backoff =
        new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), healthy: TimeSpan.FromMinutes(5));

    [Fact]
    public void Waits_double_from_the_least_to_the_most() =>
        Assert.Equal(
            [1, 2, 4, 8, 16, 32, 60, 60],
            Enumerable.Range(0, 8).Select(_ => _backoff.After(TimeSpan.FromMinutes(4)).TotalSeconds));

    [Fact]
    public void A_healthy_life_begins_them_anew()
    {
        for (var deaths = 0; deaths < 5; deaths++)
            _backoff.After(TimeSpan.Zero);

        Assert.Equal(1, _backoff.After(TimeSpan.FromMinutes(5)).TotalSeconds);
        Assert.Equal(2, _backoff.After(TimeSpan.Zero).TotalSeconds);
    }
}
