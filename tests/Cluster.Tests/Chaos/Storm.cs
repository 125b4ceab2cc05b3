using System.Collections.Concurrent;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Chaos;

/// <summary>
/// Strikes a cluster at random and lets it come back: kills of workers, coordinators
/// and the database, freezes, partitions. Whoever has ended is started again, as a supervisor of services does.
/// </summary>
internal sealed class Storm : IAsyncDisposable
{
    /// <summary>
    /// A coordinator that the others have put out learns of it within this; until then it answers with what it
    /// remembers.
    /// </summary>
    private static readonly TimeSpan PutOutWithin = TimeSpan.FromSeconds(40);

    private readonly ProcessCluster _cluster;
    private readonly Random _random;
    private readonly Action<string> _tell;
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<ClusterProcess, DateTimeOffset> _awayUntil = [];
    private readonly List<Task> _recovering = [];
    private readonly SemaphoreSlim _database = new(1);
    private readonly Task _supervising;

    public Storm(ProcessCluster cluster, Random random, Action<string> tell)
    {
        (_cluster, _random, _tell) = (cluster, random, tell);
        _supervising = SuperviseAsync(_over.Token);
    }

    /// <summary>
    /// Strikes once; what is struck comes back a moment later, while the next strike may already fall.
    /// </summary>
    public async Task StrikeAsync(int number, CancellationToken cancel)
    {
        // What cannot be brought back fails the test here.
        await Task.WhenAll(_recovering.Append(_supervising).Where(task => task.IsCompleted));
        _recovering.RemoveAll(task => task.IsCompleted);
        await Task.Delay(TimeSpan.FromSeconds(1 + (3 * _random.NextDouble())), cancel);
        var (what, recover) = Strike(_random.Next(10), TimeSpan.FromSeconds(6 * _random.NextDouble()), cancel);
        _tell($"{number}: {what}");
        _recovering.Add(recover);
    }

    /// <summary>Waits until all that was struck has come back.</summary>
    public async Task CalmAsync(CancellationToken cancel)
    {
        await Task.WhenAll(_recovering);
        _cluster.Lab?.Heal();
        await Task.WhenAny(_supervising, Task.Delay(PutOutWithin, cancel)).Unwrap();
    }

    /// <summary>From now on, whoever ends stays away.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _supervising.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
        _database.Dispose();
    }

    private async Task SuperviseAsync(CancellationToken cancel)
    {
        for (; ; await Task.Delay(200, cancel))
            foreach (var node in _cluster.Coordinators.Concat(_cluster.Workers))
                if (node.Running.HasExited && !(_awayUntil.GetValueOrDefault(node) > DateTimeOffset.UtcNow))
                    await node.RestartAsync(cancel);
    }

    private (string What, Task Recover) Strike(int die, TimeSpan away, CancellationToken cancel)
    {
        var coordinator = _cluster.Coordinators[_random.Next(_cluster.Coordinators.Count)];
        var worker = _cluster.Workers[_random.Next(_cluster.Workers.Count)];

        return die switch
        {
            < 4 => ($"kill -9 of {worker.Name}, back in {away.TotalSeconds:0.0} s", KillAsync(worker, away)),
            < 6 => ($"kill -9 of {coordinator.Name}, back in {away.TotalSeconds:0.0} s", KillAsync(coordinator, away)),
            6 => ($"kill -9 of the database, back in {away.TotalSeconds:0.0} s", KillDatabaseAsync(away, cancel)),
            7 => ($"{worker.Name} stands still for {away.TotalSeconds:0.0} s", FreezeAsync(worker, away, cancel)),
            8 when _cluster.Lab is not null =>
                ($"{worker.Name} is cut off for {3 * away.TotalSeconds:0.0} s", CutOffAsync(worker, 3 * away, cancel)),
            9 when _cluster.Lab is not null =>
                ($"{coordinator.Name} is cut off for {3 * away.TotalSeconds:0.0} s",
                    CutOffAsync(coordinator, 3 * away, cancel)),
            _ => ($"{coordinator.Name} stands still for {away.TotalSeconds:0.0} s",
                FreezeAsync(coordinator, away, cancel)),
        };
    }

    private Task KillAsync(ClusterProcess node, TimeSpan away)
    {
        _awayUntil[node] = DateTimeOffset.UtcNow + away;
        node.Kill();

        return Task.CompletedTask;
    }

    private async Task KillDatabaseAsync(TimeSpan away, CancellationToken cancel)
    {
        await _database.WaitAsync(cancel); // One that is away comes back before it is killed again.

        try
        {
            await _cluster.Database.KillAsync(cancel);
            await Task.Delay(away, cancel);
            await _cluster.Database.RestartAsync(cancel);
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
    }

    private async Task CutOffAsync(ClusterProcess node, TimeSpan away, CancellationToken cancel)
    {
        _cluster.Lab!.Isolate(node.Name); // The caller has checked that there is a lab.
        await Task.Delay(away, cancel);
        _cluster.Lab.Heal();
    }
}
