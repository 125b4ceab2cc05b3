namespace Riverrun.Models.Training;

/// <summary>
/// At most two snapshots: one being written while the next is taken. A captured state may outlive its trainer;
/// its memory is freed when both are gone. Safe for use from any thread.
/// </summary>
internal sealed class SnapshotPool(ObjectiveState state) : IDisposable
{
    private const int Limit = 2;
    private readonly Lock _gate = new();
    private readonly Stack<HostSnapshot> _free = [];
    private int _made;
    private bool _closed;

    /// <summary>A snapshot to fill; give it back by <see cref="Return"/>.</summary>
    /// <exception cref="InvalidOperationException">Two captured states are alive.</exception>
    public HostSnapshot Rent()
    {
        lock (_gate)
        {
            if (_free.TryPop(out var snapshot))
                return snapshot;
            if (_made == Limit)
                throw new InvalidOperationException(
                    $"{Limit} captured states are alive; dispose one before capturing another.");
            _made++;
        }

        return new HostSnapshot(state);
    }

    /// <summary>Takes a snapshot back.</summary>
    public void Return(HostSnapshot snapshot)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _free.Push(snapshot);
                return;
            }
        }

        snapshot.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            while (_free.TryPop(out var snapshot))
                snapshot.Dispose();
        }
    }
}
