namespace Riverrun.Actors.Edge;

/// <summary>Says when this process cannot go on, and why: a broken journal, a full disk.</summary>
public sealed class FatalSignal
{
    private readonly TaskCompletionSource<string> _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with a sentence for the person who runs the process.</summary>
    public Task<string> Raised => _raised.Task;

    /// <summary>Only the first reason counts: what follows is its consequence.</summary>
    public void Raise(string reason) => _raised.TrySetResult(reason);
}
