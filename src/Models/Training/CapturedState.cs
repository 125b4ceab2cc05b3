using Riverrun.Models.Checkpoints;

namespace Riverrun.Models.Training;

/// <summary>A copy of a training state and what it says about itself.</summary>
internal sealed class CapturedState(StateManifest manifest, SnapshotPool pool, HostSnapshot snapshot) : ICapturedState
{
    private HostSnapshot? _snapshot = snapshot;

    /// <inheritdoc/>
    public long Step => manifest.Step;

    /// <inheritdoc/>
    public void WriteTo(Stream stream)
    {
        var taken = _snapshot ?? throw new ObjectDisposedException(nameof(CapturedState));
        SafeTensors.Write(stream, manifest.ToMetadata(), taken.Tensors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _snapshot, null) is { } taken)
            pool.Return(taken);
    }
}
