namespace Riverrun.Host.Nodes;

/// <summary>
/// How long to wait before a process is started again: twice as long after each short life, from the least to the most.
/// </summary>
/// <param name="least">The first wait.</param>
/// <param name="most">The longest wait.</param>
/// <param name="healthy">A life of this length makes the next wait the first again.</param>
internal sealed class RestartBackoff(TimeSpan least, TimeSpan most, TimeSpan healthy)
{
    private TimeSpan? _next;

    /// <summary>The wait after a life.</summary>
    /// <param name="lived">How long it was.</param>
    public TimeSpan After(TimeSpan lived)
    {
        var wait = lived >= healthy ? least : _next ?? least;
        _next = wait * 2 < most ? wait * 2 : most;

        return wait;
    }
}
