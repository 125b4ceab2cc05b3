using System.Text.Json.Nodes;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Processes;

/// <summary>
/// Two coordinators, three workers and PostgreSQL: whatever is killed, the models are those of one undisturbed process.
/// </summary>
[Collection(WholeMachine.Name)]
public sealed class KilledProcessTests(KilledProcessTests.Fixture fixture) : IClassFixture<KilledProcessTests.Fixture>
{
    private static readonly TimeSpan DatabaseIsAwayFor = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan CoordinatorsAreAwayFor = TimeSpan.FromSeconds(5);

    /// <summary>In this a branch that is back stores all that its device has trained meanwhile.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    private ProcessCluster Cluster => fixture.Cluster;

    [Fact(Timeout = 180_000)]
    public async Task Leaves_train_beside_the_trunk()
    {
        var cancel = TestContext.Current.CancellationToken;
        await Cluster.SubmitAsync("calm", cancel);
        var together = await Cluster.UntilAsync("calm", run => Devices(run).Distinct().Count() >= 2, cancel);
        var done = await Cluster.CompletedAsync("calm", cancel);

        Assert.Equal(Devices(together).Count(), Devices(together).Distinct().Count());
        await MustHoldAsync("calm", done, cancel);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_branch_whose_worker_is_killed_trains_elsewhere_within_15_seconds()
    {
        var cancel = TestContext.Current.CancellationToken;
        await Cluster.SubmitAsync("worker", cancel);
        var training = await TrainingAsync("worker", from: 150, cancel);
        var victim = Device(training, "river")!;

        var killed = DateTimeOffset.UtcNow;
        Cluster.WorkerOf(victim).Kill();
        var done = await Cluster.CompletedAsync("worker", cancel);
        await Cluster.WorkerOf(victim).RestartAsync(cancel);

        var again = (await MustHoldAsync("worker", done, cancel)).Of("river", "branch-lease-taken")
            .First(e => StoredRun.At(e) > killed);
        Assert.NotEqual(victim, again["device"]!.GetValue<string>());
        Assert.InRange(StoredRun.At(again) - killed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

    [Fact(Timeout = 180_000)]
    public async Task When_the_deciding_coordinator_is_killed_workers_train_on_and_decisions_go_on_within_30_seconds()
    {
        var cancel = TestContext.Current.CancellationToken;
        await Cluster.SubmitAsync("coordinator", cancel);
        await TrainingAsync("coordinator", from: 150, cancel);

        Cluster.Coordinators[0].Kill(); // The oldest member: the singletons are there, and half of the shards.
        await Cluster.Coordinators[0].Running.ExitAsync(cancel);
        var killed = DateTimeOffset.UtcNow; // Whatever was decided from here on, the other one has decided.
        var done = await Cluster.CompletedAsync("coordinator", cancel);
        await Cluster.Coordinators[0].RestartAsync(cancel);

        var stored = await MustHoldAsync("coordinator", done, cancel);
        var granted =
            stored.Events.First(e => e["type"]!.GetValue<string>() == "branch-lease-taken" && StoredRun.At(e) > killed);
        Assert.InRange(StoredRun.At(granted) - killed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        var inForce = stored.Leases.Where(lease => lease.IsInForceAt(killed)).ToList();
        var trainedOn =
            inForce.Where(lease => stored.Of(lease.Branch, "branch-steps-taken").Any(e => StoredRun.At(e) > killed))
                .ToList();
        // When it was done, or for who is done sooner; not for silence.
        Assert.All(inForce, lease => Assert.True(lease.LostNothing, lease.ToString()));
        Assert.All(trainedOn, lease => Assert.Contains(lease.Slices, at => at > killed));
        Assert.Contains(trainedOn, lease => lease.Branch == "river");
        Assert.Equal(0, done["replayChecks"]!["steps"]!.GetValue<long>());
    }

    [Fact(Timeout = 240_000)]
    public async Task While_no_coordinator_is_there_a_worker_trains_on_towards_its_next_checkpoint()
    {
        var cancel = TestContext.Current.CancellationToken;
        await Cluster.SubmitAsync("alone", cancel, changes: ["budgets=[1600]", "checkpoints.every-steps=2000"]);
        await TrainingAsync("alone", from: 150, cancel);

        foreach (var coordinator in Cluster.Coordinators)
            coordinator.Kill();

        var killed = DateTimeOffset.UtcNow;
        await Task.Delay(CoordinatorsAreAwayFor, cancel);

        foreach (var coordinator in Cluster.Coordinators)
            await coordinator.RestartAsync(cancel);

        var done = await Cluster.CompletedAsync("alone", cancel);
        var stored = await Cluster.StoredAsync("alone", cancel);
        var later = stored.Of("river", "branch-steps-taken").Where(e => StoredRun.At(e) > killed).ToList();
        var trained = later.Where(e => StoredRun.At(e) < StoredRun.At(later[0]) + AtOnce)
            .Sum(e => e["milliseconds"]!.GetValue<double>());

        stored.MustHold();
        Assert.Equal(fixture.Undisturbed[^1], ProcessCluster.Models(done).Single());
        Assert.Equal(0, done["replayChecks"]!["steps"]!.GetValue<long>());
        // It was reported at once, and not trained at once.
        Assert.InRange(TimeSpan.FromMilliseconds(trained), 3 * AtOnce, TimeSpan.MaxValue);
    }

    [Fact(Timeout = 240_000)]
    public async Task A_database_that_is_killed_and_comes_back_has_lost_nothing()
    {
        var cancel = TestContext.Current.CancellationToken;
        await Cluster.SubmitAsync("database", cancel);
        await TrainingAsync("database", from: 150, cancel);
        Assert.True(await Cluster.TryAddBudgetAsync("database", 1200, cancel));

        await Cluster.Database.KillAsync(cancel);
        var acknowledged = await Cluster.TryAddBudgetAsync("database", 1400, cancel);
        await Task.Delay(DatabaseIsAwayFor, cancel);
        await Cluster.Database.RestartAsync(cancel);
        var done = await Cluster.CompletedAsync("database", cancel);

        Assert.False(acknowledged);
        var stored = await Cluster.StoredAsync("database", cancel);
        stored.MustHold();
        Assert.Superset(fixture.Undisturbed.ToHashSet(), ProcessCluster.Models(done).ToHashSet());
        Assert.Contains(done["budgets"]!.AsArray(), budget => budget!["steps"]!.GetValue<long>() == 1200);
    }

    [Fact(Timeout = 240_000)]
    public async Task When_all_are_killed_and_started_again_what_trained_goes_on_although_nobody_asks()
    {
        var cancel = TestContext.Current.CancellationToken;
        await Cluster.SubmitAsync("all", cancel);
        await TrainingAsync("all", from: 150, cancel);
        var all = Cluster.Coordinators.Concat(Cluster.Workers).ToList();

        foreach (var process in all)
            process.Kill();

        foreach (var process in all)
            await process.RestartAsync(cancel);

        // The events are read from the journal; whoever asked for the run itself would wake it.
        var stored = await Cluster.UntilStoredAsync(
            "all", run => run.Events.Any(e => e["type"]!.GetValue<string>() == "run-completed"), cancel);

        stored.MustHold();
        Assert.Equal(fixture.Undisturbed, ProcessCluster.Models((await Cluster.ShowAsync("all", cancel))!));
    }

    private Task<JsonObject> TrainingAsync(string run, long from, CancellationToken cancel) =>
        Cluster.UntilAsync(
            run,
            seen => Device(seen, "river") is not null
                && ProcessCluster.Branch(seen, "river")!["step"]!.GetValue<long>() >= from,
            cancel);

    private async Task<StoredRun> MustHoldAsync(string run, JsonObject done, CancellationToken cancel)
    {
        Assert.Equal(fixture.Undisturbed, ProcessCluster.Models(done));
        var stored = await Cluster.StoredAsync(run, cancel);
        stored.MustHold();

        return stored;
    }

    private static string? Device(JsonObject run, string branch) =>
        ProcessCluster.Branch(run, branch)?["device"]?.GetValue<string>();

    private static IEnumerable<string> Devices(JsonObject run) =>
        run["branches"]!.AsArray()
            .Where(branch => branch!["status"]!.GetValue<string>() == "training")
            .Select(branch => branch!["device"]!.GetValue<string>());

    /// <summary>The cluster, and what one process delivers.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private ProcessCluster? _cluster;

        /// <summary>The cluster that all tests of the class share; each puts right what it has killed.</summary>
        public ProcessCluster Cluster
        {
            get
            {
                PostgreSqlServer.SkipUnlessInstalled();

                return _cluster!; // Set before the first test.
            }
        }

        /// <summary>The models of one process.</summary>
        public IReadOnlyList<string> Undisturbed { get; private set; } = [];

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            if (!PostgreSqlServer.IsInstalled)
                return;

            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            Undisturbed = await ProcessCluster.UndisturbedAsync(patience.Token);
            _cluster = await ProcessCluster.StartAsync(patience.Token);
        }

        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            if (_cluster is not null)
                await _cluster.DisposeAsync();
        }
    }
}
