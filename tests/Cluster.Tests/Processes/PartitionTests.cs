using System.Net;
using System.Text.Json.Nodes;
using Riverrun.Actors.Coordination;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Processes;

/// <summary>
/// A network that falls into two, each with a coordinator: the database is on one side, or both still reach it.
/// </summary>
[Collection(WholeMachine.Name)]
public sealed class PartitionTests
{
    /// <summary>Much more than it takes to miss the other coordinator and to be told that it goes on.</summary>
    private static readonly TimeSpan PutOutWithin = TimeSpan.FromSeconds(45);

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
        Assert.DoesNotContain(
            stored.Of("river", "branch-lease-taken"), e => StoredRun.At(e) > parted
            && e["device"]!.GetValue<string>() == stale && StoredRun.At(e) < StoredRun.At(Refused(stored, parted)[0]));
    }

    [Fact(Timeout = 420_000)]
    public async Task Of_two_sides_the_one_that_the_database_names_goes_on_and_the_other_joins_it_again()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var lab = NetworkLab.Create("c0", "c1", "w0", "w1");
        var undisturbed = await ProcessCluster.UndisturbedAsync(cancel);
        await using var cluster = await ProcessCluster.StartAsync(cancel, coordinators: 2, workers: 2, lab);
        await cluster.ReadyAsync(1, cancel);
        await cluster.SubmitAsync("sides", cancel);
        var training = await cluster.UntilAsync("sides", run => Device(run) is not null && Step(run) >= 150, cancel);
        var trainer = cluster.WorkerOf(Device(training)!).Name;
        // Else c0 would go on, whose address is the lower, lease or none.
        var named = await NameAsync(cluster, lab.AddressOf("c1"), cancel);
        var founded = await FoundedAsync(cluster, cancel);

        lab.Part(["c0", trainer], ["c1", cluster.Workers.Single(worker => worker.Name != trainer).Name]);
        var code = await cluster.Coordinators[0].Running.ExitAsync(cancel).WaitAsync(PutOutWithin, cancel);
        var putOut = DateTimeOffset.UtcNow;
        var said = cluster.Coordinators[0].Running.Error;

        while (!await cluster.TryAddBudgetAsync("sides", 1800, cancel))
            await Task.Delay(200, cancel);

        await cluster.UntilStoredAsync("sides", stored => stored.Leases.Any(lease => lease.TakenAt > putOut), cancel);
        // It reaches the database, which it asks whether it may found a cluster, and not c1.
        await cluster.Coordinators[0].RestartAsync(cancel);
        await cluster.Coordinators[0].Running.UntilAsync(
            again => again.Error.Contains(
                "is not ready yet: It has not joined the other coordinators", StringComparison.Ordinal), cancel);
        lab.Heal();
        await cluster.ReadyAsync(0, cancel);
        var done = await cluster.CompletedAsync("sides", cancel);
        var stored = await cluster.StoredAsync("sides", cancel);

        Assert.NotEmpty(named);
        Assert.Equal(1, code);
        Assert.EndsWith(
            "The cluster has put this node out, which could not tell whether the others were still there; start it "
                + "again, and it joins them.\n",
            said,
            StringComparison.Ordinal);
        Assert.False(cluster.Coordinators[1].Running.HasExited, cluster.Words());
        Assert.Equal(founded, await FoundedAsync(cluster, cancel));
        Assert.Superset(undisturbed.ToHashSet(), ProcessCluster.Models(done).ToHashSet());
        Assert.Contains(done["budgets"]!.AsArray(), budget => budget!["steps"]!.GetValue<long>() == 1800);
        stored.MustHold();
        Assert.Distinct(stored.Leases.Select(lease => lease.Epoch));
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
        Assert.DoesNotContain(
            stored.Events, e => e["cause"]?.GetValue<string>().Contains("heard", StringComparison.Ordinal) == true);
    }

    /// <summary>The epoch of the lease that ended in the partition.</summary>
    private static long? Over(StoredRun stored, DateTimeOffset parted) =>
        stored.Of("river", "branch-lease-lost")
            .FirstOrDefault(e => StoredRun.At(e) > parted)?["epoch"]!.GetValue<long>();

    /// <summary>What was reported under that lease afterwards.</summary>
    private static IReadOnlyList<JsonObject> Refused(StoredRun stored, DateTimeOffset parted) =>
        [.. stored.Of("river", "branch-report-refused")
            .Where(e => e["epoch"]!.GetValue<long>() == Over(stored, parted))];

    /// <summary>
    /// Gives the lease of who goes on to one coordinator, as if it had asked first; the answer is its name.
    /// </summary>
    private static Task<string> NameAsync(ProcessCluster cluster, IPAddress coordinator, CancellationToken cancel) =>
        ReadAsync(
        cluster,
        $"""
        INSERT INTO lease (name, owner, expires_at)
        SELECT 'riverrun-sbr', replace(owner, 'akka.tcp://', ''), 'infinity' FROM lease WHERE name LIKE 'member/%@{coordinator}:%' RETURNING owner
        """,
        cancel);

    /// <summary>Who has founded a cluster last, and until when nobody else might.</summary>
    private static Task<string> FoundedAsync(ProcessCluster cluster, CancellationToken cancel) =>
        ReadAsync(cluster, "SELECT owner || ' ' || expires_at FROM lease WHERE name = 'founder'", cancel);

    private static async Task<string> ReadAsync(ProcessCluster cluster, string sql, CancellationToken cancel) =>
        string.Concat(
            await new LeaseTable(cluster.Database.ConnectionString, name: "", owner: "", TimeSpan.FromSeconds(5))
                .ReadAsync(sql, cancel));

    private static string? Device(JsonObject run) => ProcessCluster.Branch(run, "river")?["device"]?.GetValue<string>();

    private static long Step(JsonObject run) => ProcessCluster.Branch(run, "river")!["step"]!.GetValue<long>();
}
