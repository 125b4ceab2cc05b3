using Riverrun.Models.Native;
using Riverrun.Models.Optimizers;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks.Language;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Riverrun.Models.Tests.Optimizers;

public sealed class FusedAdamWTests
{
    private static readonly OptimizerConfig.AdamW Unclipped = new(ClipNorm: 0);

    [Fact]
    public void Many_steps_equal_those_of_the_unfused_optimizer()
    {
        using var scope = NewDisposeScope();
        using var fusedModel = Model();
        using var plainModel = Model();
        using var parameters = new FlatParameters(fusedModel);
        var before = parameters.Values.clone();
        using var fused = new FusedAdamW(parameters, Unclipped, peakLearningRate: 1);
        using var plain = PlainAdamW(plainModel);

        for (var step = 0; step < 20; step++)
        {
            FillGradients(fusedModel, step);
            FillGradients(plainModel, step);
            fused.Step(0.01);
            plain.step();
        }

        Assert.True((parameters.Values - before).abs().max().item<float>() > 0.1);
        foreach (var (ours, theirs) in fusedModel.parameters().Zip(plainModel.parameters()))
            Assert.InRange((ours - theirs).abs().max().item<float>(), 0, 1e-6);
    }

    [Theory]
    [InlineData(false, 0.1 * 0.003)]
    [InlineData(true, 0.1 * 0.003 / 0.02)]
    public void Weight_decay_shrinks_matrices_alone_and_by_its_formula(bool independent, double shrinkage)
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var parameters = new FlatParameters(model);
        var before = parameters.Values.clone();
        using var optimizer = new FusedAdamW(
            parameters, Unclipped with { IndependentWeightDecay = independent }, peakLearningRate: 0.02);

        optimizer.Step(0.003);

        var factor = ones_like(before);
        factor.narrow(0, 0, parameters.Stretches[0].Length).fill_(1 - shrinkage);
        Assert.InRange((parameters.Values - before * factor).abs().max().item<float>(), 0, 1e-7);
        Assert.True(parameters.Slots.All(
            slot => slot.Shape.Count >= 2 == slot.Offset < parameters.Stretches[0].Length));
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(0.5, 0.5)]
    public void A_long_gradient_is_shortened_to_the_limit_and_a_short_one_left_alone(double norm, double used)
    {
        using var scope = NewDisposeScope();
        using var clippedModel = Model();
        using var scaledModel = Model();
        using var clippedParameters = new FlatParameters(clippedModel);
        using var scaledParameters = new FlatParameters(scaledModel);
        using var clipped = new FusedAdamW(clippedParameters, Unclipped with { ClipNorm = 1, Epsilon = 1 }, 1);
        using var scaled = new FusedAdamW(scaledParameters, Unclipped with { Epsilon = 1 }, 1);
        SetGradient(clippedParameters, norm);
        SetGradient(scaledParameters, used);

        var reported = clipped.Step(0.1).item<float>();
        scaled.Step(0.1);

        Assert.Equal(norm, reported, norm * 1e-6);
        Assert.InRange((clippedParameters.Values - scaledParameters.Values).abs().max().item<float>(), 0, 1e-7);
    }

    [Fact]
    public void A_step_zeroes_the_gradients_and_counts_itself()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var parameters = new FlatParameters(model);
        using var optimizer = new FusedAdamW(parameters, Unclipped, 1);
        FillGradients(model, 0);

        optimizer.Step(0.1);

        Assert.Equal(0, parameters.Gradients.abs().max().item<float>());
        Assert.Equal(1, optimizer.Steps);
    }

    [Fact]
    public void A_busy_collector_changes_no_bit()
    {
        using var scope = NewDisposeScope();
        using var calmModel = Model();
        using var busyModel = Model();
        using var calm = new FlatParameters(calmModel);
        using var busy = new FlatParameters(busyModel);
        Descend(calm);

        var over = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref over))
                GC.Collect(0);
        });
        collector.Start();
        Descend(busy);
        Volatile.Write(ref over, true);
        collector.Join();

        Assert.Equal(calm.Values.data<float>().ToArray(), busy.Values.data<float>().ToArray());
    }

    [Fact]
    public void Plain_descent_moves_against_the_gradient()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var parameters = new FlatParameters(model);
        var before = parameters.Values.clone();
        using var optimizer = new Sgd(parameters);
        SetGradient(parameters, 3);
        var gradient = parameters.Gradients.clone();

        var norm = optimizer.Step(0.1).item<float>();

        Assert.Equal(3, norm, 1e-5);
        // One rounding of values of magnitude 4.
        Assert.InRange((parameters.Values - (before - 0.1 * gradient)).abs().max().item<float>(), 0, 5e-7);
    }

    private static Llama Model()
    {
        var model = new Llama(new ModelConfig.Llama(1, 12, 2, 2, 7), 11, 8);
        using var frozen = no_grad();
        using var generator = new Generator(2);
        foreach (var parameter in model.parameters())
            parameter.normal_(0, 1, generator);
        return model;
    }

    private static AdamW PlainAdamW(Llama model)
    {
        var named = model.named_parameters()
            .ToLookup(entry => entry.parameter.shape.Length >= 2, entry => entry.parameter);
        return optim.AdamW(
            [
                new AdamW.ParamGroup(named[true], 0.01, 0.9, 0.95, 1e-8, 0.1),
                new AdamW.ParamGroup(named[false], 0.01, 0.9, 0.95, 1e-8, 0),
            ]);
    }

    private static void FillGradients(Llama model, int step)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var generator = new Generator((ulong)step);
        foreach (var parameter in model.parameters())
        {
            var gradient = empty(parameter.shape).normal_(0, 1, generator);
            if (parameter.grad is { } held)
                held.copy_(gradient);
            else
                parameter.grad = gradient.DetachFromDisposeScope();
        }
    }

    private static void Descend(FlatParameters parameters)
    {
        using var optimizer = new FusedAdamW(parameters, new OptimizerConfig.AdamW(), 1);
        for (var step = 0; step < 1_500; step++)
        {
            using var scope = NewDisposeScope();
            parameters.Gradients.add_(parameters.Values, HeldScalars.One);
            optimizer.Step(1e-3);
        }
    }

    private static void SetGradient(FlatParameters parameters, double norm)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4);
        foreach (var slot in parameters.Slots)
            slot.In(parameters.Gradients).normal_(0, 1, generator);
        parameters.Gradients.mul_(norm / parameters.Gradients.norm());
    }
}
