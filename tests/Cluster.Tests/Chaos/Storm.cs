using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Chaos;

/// <summary>
/// Strikes a cluster at random and lets it come back: kills of workers, coordinators
/// and the database, freezes, partitions.
/// </summary>
internal sealed class Storm(ProcessCluster cluster, Random random, Action<string> tell)
{
    /// <summary>A coordinator that the others have put out learns of it within this; until then it answers with what it remembers.</summary>
    private static readonly TimeSpan PutOutWithin = TimeSpan.FromSeconds(40);

    private readonly List<Task> _recovering = [];
    private readonly SemaphoreSlim _database = new(1);

    /// <summary>Strikes once; what is struck comes back a moment later, while the next strike may already fall.</summary>
    public async Task StrikeAsync(int number, CancellationToken cancel)
    {
        await Task.WhenAll(_recovering.Where(task => task.IsCompleted)); // One that did not come back fails the test here and not at its end.
        _recovering.RemoveAll(task => task.IsCompleted);
        await Task.Delay(TimeSpan.FromSeconds(1 + (3 * random.NextDouble())), cancel);
        var (what, recover) = Strike(random.Next(10), TimeSpan.FromSeconds(6 * random.NextDouble()), cancel);
        tell($"{number}: {what}");
        _recovering.Add(recover);
    }

    /// <summary>Waits until all that was struck has come back.</summary>
    public async Task CalmAsync(CancellationToken cancel)
    {
        await Task.WhenAll(_recovering);
        cluster.Lab?.Heal();
        await Task.Delay(PutOutWithin, cancel);

        foreach (var node in cluster.Coordinators.Concat(cluster.Workers).Where(node => node.Running.HasExited))
            await node.RestartAsync(cancel);
    }

    private (string What, Task Recover) Strike(int die, TimeSpan away, CancellationToken cancel)
    {
        var coordinator = cluster.Coordinators[random.Next(cluster.Coordinators.Count)];
        var worker = cluster.Workers[random.Next(cluster.Workers.Count)];

        return die switch
        {
            < 4 => ($"kill -9 of {worker.Name}, back in {away.TotalSeconds:0.0} s", KillAsync(worker, away, cancel)),
            < 6 => ($"kill -9 of {coordinator.Name}, back in {away.TotalSeconds:0.0} s", KillAsync(coordinator, away, cancel)),
            6 => ($"kill -9 of the database, back in {away.TotalSeconds:0.0} s", KillDatabaseAsync(away, cancel)),
            7 => ($"{worker.Name} stands still for {away.TotalSeconds:0.0} s", FreezeAsync(worker, away, cancel)),
            8 when cluster.Lab is not null =>
                ($"{worker.Name} is cut off for {3 * away.TotalSeconds:0.0} s", CutOffAsync(worker, 3 * away, cancel)),
            9 when cluster.Lab is not null =>
                ($"{coordinator.Name} is cut off for {3 * away.TotalSeconds:0.0} s", CutOffAsync(coordinator, 3 * away, cancel)),
            _ => ($"{coordinator.Name} stands still for {away.TotalSeconds:0.0} s", FreezeAsync(coordinator, away, cancel)),
        };
    }

    private static async Task KillAsync(ClusterProcess node, TimeSpan away, CancellationToken cancel)
    {
        node.Kill();
        await Task.Delay(away, cancel);
        await ReviveAsync(node, cancel);
    }

    private async Task KillDatabaseAsync(TimeSpan away, CancellationToken cancel)
    {
        await _database.WaitAsync(cancel); // One that is away comes back before it is killed again.

        try
        {
            await cluster.Database.KillAsync(cancel);
            await Task.Delay(away, cancel);
            await cluster.Database.RestartAsync(cancel);
        }
        finally
        {
            _database.Release();
        }
    }

    private static async Task FreezeAsync(ClusterProcess node, TimeSpan away, CancellationToken cancel)
    {
        if (node.Running.HasExited)
            return;

        await node.Running.SignalAsync("STOP", cancel);
        await Task.Delay(away, cancel);
        await node.Running.SignalAsync("CONT", cancel);
        await Task.Delay(TimeSpan.FromSeconds(5), cancel);
        await ReviveAsync(node, cancel);
    }

    private async Task CutOffAsync(ClusterProcess node, TimeSpan away, CancellationToken cancel)
    {
        cluster.Lab!.Isolate(node.Name); // The caller has checked that there is a lab.
        await Task.Delay(away, cancel);
        cluster.Lab.Heal();
        await ReviveAsync(node, cancel);
    }

    /// <summary>What a supervisor does: whoever has ended is started again.</summary>
    private static async Task ReviveAsync(ClusterProcess node, CancellationToken cancel)
    {
        if (node.Running.HasExited)
            await node.RestartAsync(cancel);
    }
}
