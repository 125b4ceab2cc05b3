using Riverrun.Models.Plans;
using Riverrun.Models.Tests.Training;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Plans;

public sealed class ControlTests
{
    [Theory]
    [InlineData(ControlShape.Linear, 15, 5)]
    [InlineData(ControlShape.Cosine, 15, 5)]
    [InlineData(ControlShape.Exponential, 15, 4)]
    public void It_is_constant_before_and_after_and_goes_from_one_to_the_other_by_its_shape(
        ControlShape shape, long half, double value)
    {
        var control = new Control("x", 2, 8, FirstStep: 10, Steps: 10, shape);

        Assert.Equal((2, 2, 8, 8), (control.At(0), control.At(10), control.At(20), control.At(1000)));
        Assert.Equal(value, control.At(half), 12);
    }

    [Fact]
    public void Without_steps_it_jumps()
    {
        var control = new Control("x", 2, 8, FirstStep: 10);

        Assert.Equal((2, 8), (control.At(9), control.At(10)));
    }

    [Fact]
    public void A_batch_that_grows_reads_as_many_windows_as_are_scheduled_and_a_resume_goes_on_with_the_same_bits()
    {
        var setup = TinyRun.Setup();
        var growing =
            setup with { Workload = setup.Workload with { Controls = [new Control(Control.Batch, 1, 4, 0, 6)] } };
        using var whole = TinyRun.Fresh(growing);
        using var killed = TinyRun.Fresh(growing);

        var slice = whole.Train(Controls(growing, 0, 8));
        killed.Train(Controls(growing, 0, 3));
        using var resumed = TinyRun.Restored(TinyRun.State(killed), growing);
        resumed.Train(Controls(growing, 3, 5));

        Assert.Equal([1.0, 1.5, 2, 2.5, 3, 3.5, 4, 4], slice.Controls![Control.Batch]);
        Assert.Equal((1 + 2 + 2 + 3 + 3 + 4 + 4 + 4) * 12, slice.Tokens);
        Assert.Equal(TinyRun.State(whole), TinyRun.State(resumed));
    }

    private static StepControls Controls(TrainerSetup setup, long first, int count) =>
        new([.. TinyRun.Rates(count)], setup.Workload.ControlsAt(first, count));
}
