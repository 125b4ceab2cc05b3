namespace Riverrun.Cluster.Tests.Support;

/// <summary>One process of a cluster: it can be ended and started again with the same words.</summary>
public sealed class ClusterProcess : IDisposable
{
    private readonly Func<RiverrunProcess> _start;

    /// <summary>Starts it.</summary>
    /// <param name="name">What messages of the test call it.</param>
    /// <param name="start">How it is started.</param>
    public ClusterProcess(string name, Func<RiverrunProcess> start)
    {
        Name = name;
        _start = start;
        Running = start();
    }

    /// <summary>What messages of the test call it.</summary>
    public string Name { get; }

    /// <summary>The process.</summary>
    public RiverrunProcess Running { get; private set; }

    /// <summary>Ends it as <c>kill -9</c> does, if it has not ended by itself.</summary>
    public void Kill()
    {
        if (!Running.HasExited)
            Running.Kill();
    }

    /// <summary>Asks it to leave as an operator does, and waits until it has; the answer is its exit code.</summary>
    public async Task<int> LeaveAsync(CancellationToken cancel)
    {
        await Running.SignalAsync("TERM", cancel);

        return await Running.ExitAsync(cancel);
    }

    /// <summary>Starts it again, after it has ended.</summary>
    public async Task RestartAsync(CancellationToken cancel)
    {
        Kill();
        await Running.ExitAsync(cancel);
        using var ended = Running;
        Running = _start();
    }

    /// <inheritdoc/>
    public void Dispose() => Running.Dispose();
}
