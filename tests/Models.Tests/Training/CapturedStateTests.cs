using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Training;

public sealed class CapturedStateTests
{
    [Fact]
    public void Training_on_does_not_reach_into_a_captured_state()
    {
        using var trainer = TinyRun.Fresh();
        trainer.Train(TinyRun.Rates(2));
        var expected = TinyRun.State(trainer);

        using var captured = trainer.Capture();
        trainer.Train(TinyRun.Rates(2));

        Assert.Equal(expected, TinyRun.Bytes(captured));
        Assert.Equal(2, captured.Step);
        Assert.NotEqual(expected, TinyRun.State(trainer));
    }

    [Fact]
    public void A_captured_state_outlives_its_trainer()
    {
        var trainer = TinyRun.Fresh();
        var expected = TinyRun.State(trainer);

        using var captured = trainer.Capture();
        trainer.Dispose();

        Assert.Equal(expected, TinyRun.Bytes(captured));
    }

    [Fact]
    public void Two_captured_states_may_live_at_once_and_a_third_must_wait()
    {
        using var trainer = TinyRun.Fresh();
        var first = trainer.Capture();
        using var second = trainer.Capture();

        Assert.Throws<InvalidOperationException>(trainer.Capture);
        first.Dispose();
        using var third = trainer.Capture();

        Assert.Equal(TinyRun.Bytes(second), TinyRun.Bytes(third));
    }

    [Fact]
    public void A_disposed_captured_state_cannot_be_written()
    {
        using var trainer = TinyRun.Fresh();
        var captured = trainer.Capture();
        captured.Dispose();
        captured.Dispose();

        Assert.Throws<ObjectDisposedException>(() => captured.WriteTo(Stream.Null));
    }
}
