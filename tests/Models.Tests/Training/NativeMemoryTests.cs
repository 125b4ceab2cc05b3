using Riverrun.Models.Training;
using TorchSharp;

namespace Riverrun.Models.Tests.Training;

/// <summary>Counts live tensors, so nothing may make any beside it.</summary>
[CollectionDefinition(nameof(NativeMemoryTests), DisableParallelization = true)]
[Collection(nameof(NativeMemoryTests))]
public sealed class NativeMemoryTests
{
    // TorchSharp counts the tensor that a parameter is made of twice and subtracts it once.
    private const int Parameters = 24;

    [Fact]
    public void Tensors_do_not_pile_up_over_steps_evaluations_and_captures()
    {
        using var trainer = TinyRun.Fresh();
        Round(trainer);
        var settled = torch.Tensor.TotalCount;

        for (var round = 0; round < 10; round++)
            Round(trainer);

        Assert.Equal(settled, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Neither_a_model_that_writes_nor_what_it_wrote_leaves_tensors_behind()
    {
        using var trainer = TinyRun.Fresh();
        var state = TinyRun.State(trainer);
        var before = torch.Tensor.TotalCount;

        using (var model = TinyRun.Text(state))
        {
            model.Continue("abc", 3, 1, seed: 1);
            var settled = torch.Tensor.TotalCount;

            for (var round = 0; round < 10; round++)
                model.Continue("abc", 3, 1, seed: 1);

            Assert.Equal(settled, torch.Tensor.TotalCount);
        }

        Assert.Equal(before + Parameters, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Disposing_a_trainer_frees_its_tensors()
    {
        var before = torch.Tensor.TotalCount;

        using (var trainer = TinyRun.Fresh())
            Round(trainer);

        Assert.Equal(before + Parameters, torch.Tensor.TotalCount);
    }

    private static void Round(Riverrun.Models.Training.Trainer trainer)
    {
        trainer.Train(TinyRun.Rates(2));
        trainer.Evaluate();
        using var captured = trainer.Capture();
        captured.WriteTo(Stream.Null);
    }
}
