namespace Riverrun.Actors.EventSourcing;

/// <summary>The ids of the latest commands that caused events: a command that comes again is known.</summary>
internal sealed class RecentCommands
{
    private const int Kept = 256;

    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Ids => [.. _order];

    public bool Contains(string id) => _ids.Contains(id);

    public void Add(string? id)
    {
        if (id is null || !_ids.Add(id))
            return;

        _order.Enqueue(id);

        if (_order.Count > Kept)
            _ids.Remove(_order.Dequeue());
    }

    public void Restore(IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
            Add(id);
    }
}
