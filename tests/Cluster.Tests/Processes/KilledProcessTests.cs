using System.Text.Json.Nodes;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Processes;

/// <summary>Two coordinators, three workers and PostgreSQL: whatever is killed, the models are those of one undisturbed process.</summary>
public sealed class KilledProcessTests(KilledProcessTests.Fixture fixture) : IClassFixture<KilledProcessTests.Fixture>
{
    private static readonly TimeSpan DatabaseIsAwayFor = TimeSpan.FromSeconds(20);

    private ProcessCluster Cluster => fixture.Cluster;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Leaves_train_beside_the_trunk()
    {
        await Cluster.SubmitAsync("calm", Cancel);
        var together = await Cluster.UntilAsync("calm", run => Devices(run).Distinct().Count() >= 2, Cancel);
        var done = await Cluster.CompletedAsync("calm", Cancel);

        Assert.Equal(Devices(together).Count(), Devices(together).Distinct().Count());
        await MustHoldAsync("calm", done);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_whose_worker_is_killed_trains_elsewhere_within_15_seconds()
    {
        await Cluster.SubmitAsync("worker", Cancel);
        var training = await TrainingAsync("worker", from: 150);
        var victim = Device(training, "river")!;

        var killed = DateTimeOffset.UtcNow;
        Cluster.WorkerOf(victim).Kill();
        var done = await Cluster.CompletedAsync("worker", Cancel);
        await Cluster.WorkerOf(victim).RestartAsync(Cancel);

        var again = (await MustHoldAsync("worker", done)).Of("river", "branch-lease-taken").First(e => StoredRun.At(e) > killed);
        Assert.NotEqual(victim, again["device"]!.GetValue<string>());
        Assert.InRange(StoredRun.At(again) - killed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Fact(Timeout = 180_000)]
    public async Task When_the_deciding_coordinator_is_killed_workers_train_on_and_decisions_go_on_within_30_seconds()
    {
        await Cluster.SubmitAsync("coordinator", Cancel);
        await TrainingAsync("coordinator", from: 150);

        var killed = DateTimeOffset.UtcNow;
        Cluster.Coordinators[0].Kill(); // The oldest member: the singletons are there, and half of the shards.
        var done = await Cluster.CompletedAsync("coordinator", Cancel);
        await Cluster.Coordinators[0].RestartAsync(Cancel);

        var stored = await MustHoldAsync("coordinator", done);
        var granted = stored.Events.First(e => e["type"]!.GetValue<string>() == "branch-lease-taken" && StoredRun.At(e) > killed);
        Assert.InRange(StoredRun.At(granted) - killed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Single(stored.Of("river", "branch-lease-taken"));
        Assert.Equal(0, done["replayChecks"]!["steps"]!.GetValue<long>());
    }

    [Fact(Timeout = 240_000)]
    public async Task A_database_that_is_killed_and_comes_back_has_lost_nothing()
    {
        await Cluster.SubmitAsync("database", Cancel);
        await TrainingAsync("database", from: 150);
        Assert.True(await Cluster.TryAddBudgetAsync("database", 1800, Cancel));

        await Cluster.Database.KillAsync(Cancel);
        var acknowledged = await Cluster.TryAddBudgetAsync("database", 2000, Cancel);
        await Task.Delay(DatabaseIsAwayFor, Cancel);
        await Cluster.Database.RestartAsync(Cancel);
        var done = await Cluster.CompletedAsync("database", Cancel);

        Assert.False(acknowledged);
        var stored = await Cluster.StoredAsync("database", Cancel);
        stored.MustHold();
        Assert.Superset(fixture.Undisturbed.ToHashSet(), ProcessCluster.Models(done).ToHashSet());
        Assert.Contains(done["budgets"]!.AsArray(), budget => budget!["steps"]!.GetValue<long>() == 1800);
    }

    private Task<JsonObject> TrainingAsync(string run, long from) =>
        Cluster.UntilAsync(run, seen => Device(seen, "river") is not null && ProcessCluster.Branch(seen, "river")!["step"]!.GetValue<long>() >= from, Cancel);

    private async Task<StoredRun> MustHoldAsync(string run, JsonObject done)
    {
        Assert.Equal(fixture.Undisturbed, ProcessCluster.Models(done));
        var stored = await Cluster.StoredAsync(run, Cancel);
        stored.MustHold();

        return stored;
    }

    private static string? Device(JsonObject run, string branch) => ProcessCluster.Branch(run, branch)?["device"]?.GetValue<string>();

    private static IEnumerable<string> Devices(JsonObject run) =>
        run["branches"]!.AsArray().Where(branch => branch!["status"]!.GetValue<string>() == "training").Select(branch => branch!["device"]!.GetValue<string>());

    /// <summary>The cluster, and what one process delivers.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        /// <summary>The cluster that all tests of the class share; each puts right what it has killed.</summary>
        public ProcessCluster Cluster { get; private set; } = null!; // Set before the first test.

        /// <summary>The models of one process.</summary>
        public IReadOnlyList<string> Undisturbed { get; private set; } = [];

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            Undisturbed = await ProcessCluster.UndisturbedAsync(CancellationToken.None);
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            Cluster = await ProcessCluster.StartAsync(patience.Token);
        }

        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            if (Cluster is not null)
                await Cluster.DisposeAsync();
        }
    }
}
