using System.Text.Json.Nodes;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Processes;

/// <summary>A network that falls into two: one coordinator and the worker that trains on one side, everything else on the other.</summary>
[Collection(WholeMachine.Name)]
public sealed class PartitionTests
{
    [Fact(Timeout = 300_000)]
    public async Task The_lesser_side_stops_deciding_and_what_it_reports_when_it_comes_back_is_refused()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var lab = NetworkLab.Create("c0", "c1", "w0", "w1");
        var undisturbed = await ProcessCluster.UndisturbedAsync(cancel);
        await using var cluster = await ProcessCluster.StartAsync(cancel, coordinators: 2, workers: 2, lab);
        await cluster.SubmitAsync("parted", cancel);
        var training = await cluster.UntilAsync("parted", run => Device(run) is not null && Step(run) >= 150, cancel);
        var stale = Device(training)!;

        lab.Isolate("c0", cluster.WorkerOf(stale).Name); // c0 is the oldest: it has the singletons.
        var parted = DateTimeOffset.UtcNow;
        var isolated = await cluster.Coordinators[0].Running.ExitAsync(cancel);
        await cluster.UntilStoredAsync("parted", stored => Over(stored, parted) is not null, cancel);
        await cluster.Coordinators[0].RestartAsync(cancel); // Still cut off: it must not found a cluster of its own.
        lab.Heal();
        await cluster.ReadyAsync(0, cancel);
        var done = await cluster.CompletedAsync("parted", cancel);
        var stored = await cluster.UntilStoredAsync("parted", stored => Refused(stored, parted).Count > 0, cancel);

        Assert.Equal(1, isolated);
        Assert.Equal(undisturbed, ProcessCluster.Models(done));
        stored.MustHold();
        Assert.Contains(
            $"came under epoch {Over(stored, parted)}; the lease in force is",
            Refused(stored, parted)[0]["reason"]!.GetValue<string>(),
            StringComparison.Ordinal);
        Assert.DoesNotContain(stored.Of("river", "branch-lease-taken"), e => StoredRun.At(e) > parted && e["device"]!.GetValue<string>() == stale && StoredRun.At(e) < StoredRun.At(Refused(stored, parted)[0]));
    }

    [Fact(Timeout = 300_000)]
    public async Task A_worker_that_is_cut_off_for_a_moment_goes_on_under_its_lease_without_a_reload()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var lab = NetworkLab.Create("c0", "w0");
        var undisturbed = await ProcessCluster.UndisturbedAsync(cancel);
        await using var cluster = await ProcessCluster.StartAsync(cancel, coordinators: 1, workers: 1, lab);
        await cluster.SubmitAsync("moment", cancel);
        await cluster.UntilAsync("moment", run => Device(run) is not null && Step(run) >= 150, cancel);

        lab.Isolate("w0");
        await Task.Delay(TimeSpan.FromSeconds(4), cancel); // Half of what makes a lease lost.
        lab.Heal();
        var done = await cluster.CompletedAsync("moment", cancel);

        Assert.Equal(undisturbed, ProcessCluster.Models(done));
        var stored = await cluster.StoredAsync("moment", cancel);
        stored.MustHold();
        Assert.Equal(0, done["replayChecks"]!["steps"]!.GetValue<long>());
        Assert.DoesNotContain(stored.Events, e => e["cause"]?.GetValue<string>().Contains("heard", StringComparison.Ordinal) == true);
    }

    /// <summary>The epoch of the lease that ended in the partition.</summary>
    private static long? Over(StoredRun stored, DateTimeOffset parted) =>
        stored.Of("river", "branch-lease-lost").FirstOrDefault(e => StoredRun.At(e) > parted)?["epoch"]!.GetValue<long>();

    /// <summary>What was reported under that lease afterwards.</summary>
    private static IReadOnlyList<JsonObject> Refused(StoredRun stored, DateTimeOffset parted) =>
        [.. stored.Of("river", "branch-report-refused").Where(e => e["epoch"]!.GetValue<long>() == Over(stored, parted))];

    private static string? Device(JsonObject run) => ProcessCluster.Branch(run, "river")?["device"]?.GetValue<string>();

    private static long Step(JsonObject run) => ProcessCluster.Branch(run, "river")!["step"]!.GetValue<long>();
}
