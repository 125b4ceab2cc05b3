namespace Riverrun.Host.Nodes;

/// <summary>
/// A supervised process's tie to its supervisor: standard input is a pipe on which one word asks it to drain, and whose
/// end means that the supervisor is gone. On Linux the kernel ends the process at once; elsewhere the pipe does.
/// </summary>
internal sealed class ParentWatch
{
    /// <summary>The word that asks for an orderly end.</summary>
    public const string Drain = "drain";

    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ParentWatch() { }

    /// <summary>Completes when the supervisor asks for an orderly end.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Ties this process to its parent; ends it at once when the parent is gone.</summary>
    /// <param name="parent">Process id of the parent.</param>
    public static ParentWatch Over(int parent)
    {
        if (!NativeProcess.DieWith(parent))
            Die();

        var watch = new ParentWatch();
        new Thread(watch.Listen) { IsBackground = true, Name = "parent-watch" }.Start();

        return watch;
    }

    private void Listen()
    {
        using var input = new StreamReader(Console.OpenStandardInput());

        while (input.ReadLine() is { } word)
            if (word == Drain)
                _asked.TrySetResult();

        Die();
    }

    /// <summary>Nothing is lost: whatever was promised is in the journal, and the lease ends by itself.</summary>
    private static void Die() => System.Diagnostics.Process.GetCurrentProcess().Kill();
}
