using TorchSharp;

namespace Riverrun.Models.Training;

/// <summary>
/// Where an objective says what its present step measured. Tensors stay on the device until the slice is over, because
/// reading one waits for all the work before it. A name that is new becomes a column; steps that said nothing under it
/// have NaN there.
/// </summary>
public sealed class FigureRow : IDisposable
{
    private readonly int _steps;
    private readonly FigureColumn _loss;
    private readonly FigureColumn _norm;
    private readonly Dictionary<string, FigureColumn> _named = new(StringComparer.Ordinal);
    private readonly List<Figure> _figures = [];
    private int _step = -1;
    private long _read;

    internal FigureRow(int steps) =>
        (_steps, _loss, _norm) = (steps, new FigureColumn(steps, 0), new FigureColumn(steps, 0));

    /// <summary>The training loss of the step, in the unit of the objective's headline.</summary>
    public void SetLoss(double value) => _loss.Set(_step, value);

    /// <summary>
    /// Adds a part of the training loss of the step: <paramref name="share"/> · <paramref name="value"/>.
    /// </summary>
    /// <param name="value">A part's loss, no dimensions.</param>
    /// <param name="share">What it is multiplied with; held by the caller (<c>HeldScalars</c> says why).</param>
    public void AddLoss(TorchSharp.torch.Tensor value, Scalar share) => _loss.Add(_step, value, share);

    /// <summary>The norm of the whole gradient before clipping; 0 in steps that have none.</summary>
    public void SetGradientNorm(double value) => _norm.Set(_step, value);

    /// <inheritdoc cref="SetGradientNorm(double)"/>
    public void SetGradientNorm(TorchSharp.torch.Tensor value) => _norm.Set(_step, value);

    /// <summary>Counts what the step read: tokens, images, environment steps.</summary>
    public void Read(long examples) => _read += examples;

    /// <summary>A further figure of the step.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="better">Which way is up.</param>
    public void Set(string name, double value, string unit = "", Better better = Better.Neither) =>
        Column(name, unit, better).Set(_step, value);

    /// <inheritdoc cref="Set(string, double, string, Better)"/>
    public void Set(string name, TorchSharp.torch.Tensor value, string unit = "", Better better = Better.Neither) =>
        Column(name, unit, better).Set(_step, value);

    /// <inheritdoc/>
    public void Dispose()
    {
        _loss.Dispose();
        _norm.Dispose();
        foreach (var column in _named.Values)
            column.Dispose();
    }

    internal void Begin(int step) => _step = step;

    internal StepSlice ToSlice(long firstStep, StepControls controls, Func<TimeSpan> elapsed)
    {
        // Reading waits for the device, so that the time is read after it.
        var (loss, norm) = (_loss.ToArray(), _norm.ToArray());
        var named = _figures.ToDictionary(
            figure => figure.Name, figure => (IReadOnlyList<float>)_named[figure.Name].ToArray());

        return new StepSlice(
            firstStep, loss, controls.LearningRates, norm, _read, elapsed(),
            named.Count > 0 ? named : null, controls.Others, named.Count > 0 ? _figures : null);
    }

    private FigureColumn Column(string name, string unit, Better better)
    {
        if (_named.TryGetValue(name, out var known))
            return known;

        _figures.Add(new Figure(name, unit, better));
        return _named[name] = new FigureColumn(_steps, float.NaN);
    }
}
