using System.Collections.Concurrent;
using System.Diagnostics;

namespace Riverrun.Host.Nodes;

/// <summary>Starts processes from one thread that lives as long as this process.</summary>
/// <remarks>
/// The kernel ends a child when the thread that started it ends, not when the process does; a thread of the pool
/// ends whenever the pool sees fit, and would take the child with it.
/// </remarks>
internal sealed class ChildStarter : IDisposable
{
    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> _asked = [];

    /// <summary>Starts the thread.</summary>
    public ChildStarter() => new Thread(Work) { IsBackground = true, Name = "child-starter" }.Start();

    /// <summary>Starts a process.</summary>
    public Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Add((start, started));

        return started.Task;
    }

    /// <summary>Ends the thread, and with it (on Linux) every child that is still there.</summary>
    public void Dispose() => _asked.CompleteAdding();

    private void Work()
    {
        foreach (var (start, started) in _asked.GetConsumingEnumerable())
            try
            {
                started.SetResult(
                    Process.Start(start) ?? throw new IOException($"{start.FileName} could not be started."));
            }
            catch (Exception wrong)
                when (wrong is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
            {
                started.SetException(wrong);
            }
    }
}
