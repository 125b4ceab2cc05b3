using System.ComponentModel.DataAnnotations;
using Riverrun.Models.Seeds;
using Riverrun.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace OwnModel;

/// <summary>Settings of the objective: each parameter is a key of <c>objective { kind = spirals, … }</c>.</summary>
public sealed record SpiralsSettings(
    [Range(1, 4096)] int Hidden = 32, [Range(0, 1d)] double Noise = 0.02, [Range(1, 100_000)] int HeldOut = 512);

/// <summary>Tells two interleaved spirals apart. The points are drawn, so that there is nothing to download.</summary>
public sealed class Spirals : GradientObjective
{
    private readonly SpiralsSettings _settings;
    private readonly SpiralsModel _model;
    private readonly Device _device;

    private Spirals(ObjectiveSetup setup, SpiralsSettings settings, SpiralsModel model, Device device)
        : base(setup, model)
    {
        (_settings, _model, _device) = (settings, model, device);
        FirstWeights.Draw(model, setup);
    }

    public static IObjective Open(ObjectiveSetup setup, SpiralsSettings settings)
    {
        var device = setup.OpenDevice();
        var model = new SpiralsModel(settings.Hidden);
        model.to(device);
        return new Spirals(setup, settings, model, device);
    }

    protected override TrainingLoss Loss(in StepContext step, long position, int rows, FigureRow row)
    {
        var (points, classes) =
            SpiralPoints.Draw(step.Seed(StepPurpose.Data, position), rows, _settings.Noise, _device);
        var logits = _model.forward(points); // (B, 2)
        row.Set("max-logit", logits.max(), "logit");
        return new TrainingLoss(nn.functional.cross_entropy(logits, classes));
    }

    public override Evaluation Measure()
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        _model.eval();
        var (points, classes) = SpiralPoints.Draw(seed: -1, _settings.HeldOut, _settings.Noise, _device);
        var right = _model.forward(points).argmax(1).eq(classes).sum().item<long>();
        _model.train();
        return Evaluation.Of(
            new HeldOut("spirals"),
            new Measure(new Figure("accuracy", "%", Better.Higher), 100.0 * right / _settings.HeldOut));
    }
}
