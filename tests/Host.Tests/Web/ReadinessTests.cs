using Riverrun.Actors.Edge;
using Riverrun.Host.Web;

namespace Riverrun.Host.Tests.Web;

/// <summary>Whoever asks a node whether it is ready needs no token, so asking must cost it little.</summary>
public sealed class ReadinessTests
{
    private readonly FakeGateway _gateway = new();
    private readonly SetClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_looked_up_at_most_once_a_second_for_all_who_ask()
    {
        var readiness = new Readiness(_gateway, new FatalSignal(), _clock);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => readiness.ProblemAsync(Cancel)));
        var first = _gateway.AskedForDevices;
        _clock.Seconds += 2;
        await readiness.ProblemAsync(Cancel);

        Assert.Equal((1, 2), (first, _gateway.AskedForDevices));
    }

    private sealed class SetClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
