using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Bigram;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tests.Tasks.Bigram;

public sealed class BigramTableTests
{
    [Fact]
    public void A_fresh_table_loses_the_logarithm_of_the_number_of_tokens()
    {
        using var trainer = BigramRiver.Fresh(BigramRiver.Setup(1));

        var evaluation = trainer.Evaluate();

        Assert.Equal(Math.Log(64), evaluation.Headline.Value, 12);
        Assert.Equal(
            evaluation.Metrics["excess"], evaluation.Metrics["deterministic"] + evaluation.Metrics["uncertain"], 12);
        Assert.Equal(0.5 * Math.Log(64), evaluation.Metrics["deterministic"], 12);
        Assert.Equal((float)Math.Log(64), trainer.Train([1.0]).Losses[0]);
    }

    [Fact]
    public void Slices_of_any_length_take_the_same_steps()
    {
        using var whole = BigramRiver.Fresh(BigramRiver.Setup(1));
        using var parts = BigramRiver.Fresh(BigramRiver.Setup(1));
        double[] rates = [.. Enumerable.Repeat(30.0, 40)];

        var slice = whole.Train(rates);
        StepSlice[] slices = [parts.Train(rates[..7]), parts.Train([]), parts.Train(rates[7..])];

        Assert.Equal(slice.Losses, slices.SelectMany(part => part.Losses));
        Assert.Equal(slice.GradientNorms, slices.SelectMany(part => part.GradientNorms));
        Assert.Equal(rates, slice.LearningRates);
        Assert.Equal([0, 7, 7], slices.Select(part => part.FirstStep));
        Assert.Equal(40 * 64, slice.Tokens);
    }

    [Fact]
    public void A_restored_trainer_goes_on_bit_for_bit()
    {
        using var undisturbed = BigramRiver.Fresh(BigramRiver.Setup(3));
        using var killed = BigramRiver.Fresh(BigramRiver.Setup(3));
        BigramRiver.Take(undisturbed, new Phase.Stable(), 50, 64);
        BigramRiver.Take(killed, new Phase.Stable(), 20, 64);

        using var resumed = BigramRiver.Fork(killed, 3);
        BigramRiver.Take(resumed, new Phase.Stable(), 30, 64);

        Assert.Equal(50, resumed.Step);
        Assert.Equal(BigramRiver.Stored(undisturbed).ToArray(), BigramRiver.Stored(resumed).ToArray());
    }

    [Fact]
    public void Samples_depend_on_seed_workload_and_step()
    {
        var setup = BigramRiver.Setup(1);
        float[] losses =
        [
            LossOfSecondStep(setup),
            LossOfSecondStep(setup with { Seed = 2 }),
            LossOfSecondStep(setup with { WorkloadName = "other" }),
        ];

        Assert.Equal(3, losses.Distinct().Count());
        Assert.Equal(losses[0], LossOfSecondStep(setup));
    }

    [Fact]
    public void Without_its_data_position_a_state_reads_from_the_start()
    {
        using var trainer = BigramRiver.Fresh(BigramRiver.Setup(1));
        trainer.Train([0.0, 0.0, 0.0]);
        using var stored = BigramRiver.Stored(trainer);

        using var restarted =
            BigramRiver.Restored(BigramRiver.Setup(1), stored, new Carry(Moments: true, DataPosition: false));
        using var fresh = BigramRiver.Fresh(BigramRiver.Setup(1));

        Assert.Equal(3, restarted.Step);
        Assert.Equal(fresh.Train([1.0]).GradientNorms, restarted.Train([1.0]).GradientNorms);
    }

    // Central differences of the batch's mean loss against what one step of rate 1 subtracts.
    [Fact]
    public void The_step_is_the_gradient_of_the_loss()
    {
        var random = new Random(5);
        double[] logits = [.. Enumerable.Range(0, 3 * 8).Select(_ => random.NextDouble())];
        (int Context, int Token)[] batch = [(0, 1), (2, 7), (0, 1), (0, 3)];
        var stepped = logits.ToArray();
        var gradient = new BigramGradient(3, 8, batch.Length);

        Loss(gradient, stepped, batch);
        gradient.Descend(stepped, 1);

        for (var i = 0; i < logits.Length; i++)
        {
            double[] up = [.. logits], down = [.. logits];
            up[i] += 1e-5;
            down[i] -= 1e-5;
            var slope = (Loss(gradient, up, batch) - Loss(gradient, down, batch)) / 2e-5;
            Assert.Equal(slope, logits[i] - stepped[i], 8);
        }
    }

    [Fact]
    public void A_workload_that_is_no_bigram_is_refused_by_name()
    {
        var setup = BigramRiver.Setup(1, BigramRiver.Workload with { Optimizer = new OptimizerConfig.AdamW() });

        var refusal = Assert.Throws<ArgumentException>(() => BigramRiver.Fresh(setup));

        Assert.Contains("AdamW", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_of_another_shape_is_refused_with_both_shapes()
    {
        using var trainer = BigramRiver.Fresh(BigramRiver.Setup(1));
        using var stored = BigramRiver.Stored(trainer);
        var smaller = BigramRiver.Setup(1, BigramRiver.Workload with { Model = new ModelConfig.Bigram(10, 5, 64) });

        var refusal =
            Assert.Throws<InvalidDataException>(() => BigramRiver.Restored(smaller, stored, Carry.Everything));

        Assert.Contains("[416, 64]", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("[15, 64]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_of_another_model_is_refused()
    {
        using var foreign = new MemoryStream();
        SafeTensors.Write(foreign, new Dictionary<string, string>(), []);
        foreign.Position = 0;

        Assert.Throws<InvalidDataException>(
            () => BigramRiver.Restored(BigramRiver.Setup(1), foreign, Carry.Everything));
    }

    private static double Loss(BigramGradient gradient, double[] logits, (int Context, int Token)[] batch)
    {
        gradient.Clear();
        return batch.Sum(sample => gradient.Add(logits, sample.Context, sample.Token)) / batch.Length;
    }

    private static float LossOfSecondStep(TrainerSetup setup)
    {
        using var trainer = BigramRiver.Fresh(setup);
        return trainer.Train([64.0, 64.0]).Losses[1];
    }
}
