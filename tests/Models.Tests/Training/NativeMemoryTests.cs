using TorchSharp;

namespace Riverrun.Models.Tests.Training;

/// <summary>Counts live tensors, so nothing may make any beside it.</summary>
[CollectionDefinition(nameof(NativeMemoryTests), DisableParallelization = true)]
[Collection(nameof(NativeMemoryTests))]
public sealed class NativeMemoryTests
{
    [Fact]
    public void Tensors_do_not_pile_up_over_steps_evaluations_samples_and_captures()
    {
        using var trainer = TinyRun.Fresh();
        Round(trainer);
        var settled = torch.Tensor.TotalCount;

        for (var round = 0; round < 10; round++)
            Round(trainer);

        Assert.Equal(settled, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Disposing_a_trainer_frees_its_tensors()
    {
        // TorchSharp counts the tensor that a parameter is made of twice and subtracts it once.
        const int Parameters = 24;
        var before = torch.Tensor.TotalCount;

        using (var trainer = TinyRun.Fresh())
            Round(trainer);

        Assert.Equal(before + Parameters, torch.Tensor.TotalCount);
    }

    private static void Round(Riverrun.Models.Training.Trainer trainer)
    {
        trainer.Train(TinyRun.Rates(2));
        trainer.Evaluate();
        trainer.Sample("abc", 3, 1, seed: 1);
        using var captured = trainer.Capture();
        captured.WriteTo(Stream.Null);
    }
}
