using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>
/// One figure over the steps of a slice: on the device once a tensor was put into it, otherwise in host memory.
/// </summary>
internal sealed class FigureColumn(int steps, float otherwise) : IDisposable
{
    private float[]? _host;
    private Tensor? _device;
    private Tensor[]? _cells;

    /// <summary>Puts a number in.</summary>
    public void Set(int step, double value)
    {
        if (_host is null)
            Array.Fill(_host = new float[steps], otherwise);
        _host[step] = (float)value;
    }

    /// <summary>Puts a tensor without dimensions in.</summary>
    public void Set(int step, Tensor value) => Cell(step, value.device).copy_(value.detach());

    /// <summary>Adds a multiple of a tensor; a column that is added to begins at 0.</summary>
    public void Add(int step, Tensor value, Scalar share) => Cell(step, value.device).add_(value, share);

    /// <summary>All its values; waits for the device.</summary>
    public float[] ToArray()
    {
        if (_device is null)
            return _host ?? [.. Enumerable.Repeat(otherwise, steps)];

        using var scope = NewDisposeScope();
        var values = _device.cpu().data<float>().ToArray();
        for (var i = 0; _host is not null && i < steps; i++)
            values[i] = _host[i].Equals(otherwise) ? values[i] : _host[i];
        return values;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var cell in _cells ?? [])
            cell.Dispose();
        _device?.Dispose();
    }

    private Tensor Cell(int step, Device device)
    {
        if (_cells is not null)
            return _cells[step];

        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var filling = otherwise.ToScalar();
        _device = full([steps], filling, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        _cells = [.. Enumerable.Range(0, steps).Select(i => _device[i].DetachFromDisposeScope())];
        return _cells[step];
    }
}
