namespace Riverrun.Models.Training;

/// <summary>What consecutive optimizer steps reported; entry i belongs to step <see cref="FirstStep"/> + i.</summary>
/// <param name="FirstStep">Index of the first step.</param>
/// <param name="Losses">Training loss in nats per token.</param>
/// <param name="LearningRates">The rate the optimizer used.</param>
/// <param name="GradientNorms">Norm of the whole gradient before clipping.</param>
/// <param name="Tokens">Tokens (or samples) read by all steps together.</param>
/// <param name="Duration">Time on the device; no part of what must repeat.</param>
public sealed record StepSlice(
    long FirstStep,
    IReadOnlyList<float> Losses,
    IReadOnlyList<double> LearningRates,
    IReadOnlyList<float> GradientNorms,
    long Tokens,
    TimeSpan Duration);
