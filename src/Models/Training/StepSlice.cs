namespace Riverrun.Models.Training;

/// <summary>What consecutive steps reported; entry i belongs to step <see cref="FirstStep"/> + i.</summary>
/// <param name="FirstStep">Index of the first step.</param>
/// <param name="Losses">Training loss, in the unit of the objective's headline (nats per token for text).</param>
/// <param name="LearningRates">The rate the optimizer used.</param>
/// <param name="GradientNorms">Norm of the whole gradient before clipping.</param>
/// <param name="Tokens">Tokens (or samples, or environment steps) read by all steps together.</param>
/// <param name="Duration">Time on the device; no part of what must repeat.</param>
/// <param name="Columns">Further figures by name; NaN in steps that said nothing under a name. Null for none.</param>
/// <param name="Controls">Scheduled numbers beside the rate, by name, as they were used. Null for none.</param>
/// <param name="Figures">What <paramref name="Columns"/> are. Null for none.</param>
public sealed record StepSlice(
    long FirstStep,
    IReadOnlyList<float> Losses,
    IReadOnlyList<double> LearningRates,
    IReadOnlyList<float> GradientNorms,
    long Tokens,
    TimeSpan Duration,
    IReadOnlyDictionary<string, IReadOnlyList<float>>? Columns = null,
    IReadOnlyDictionary<string, IReadOnlyList<double>>? Controls = null,
    IReadOnlyList<Figure>? Figures = null);
