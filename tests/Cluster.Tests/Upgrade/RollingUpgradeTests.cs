using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Upgrade;

/// <summary>
/// Two builds that differ by one added event: nodes of one work beside those of the next, and whoever
/// cannot read an event leaves it alone.
/// </summary>
public sealed class RollingUpgradeTests(RollingUpgradeTests.Fixture fixture)
    : IClassFixture<RollingUpgradeTests.Fixture>
{
    private const string Sentence = $"'{NextBuild.Event}' is no branch-event that Riverrun";
    private const long More = 2400;
    private const long EvenMore = 2600;

    [Theory(Timeout = 300_000)]
    [InlineData(true)] // As the runbook says.
    [InlineData(false)]
    public async Task Nodes_are_replaced_one_by_one_while_a_run_trains(bool coordinatorsFirst)
    {
        var cancel = TestContext.Current.CancellationToken;
        var programs = new ConcurrentDictionary<string, string>();
        await using var cluster = await ProcessCluster.StartAsync(
            cancel, workers: 2, program: name => programs.GetValueOrDefault(name, RiverrunProcess.Program));
        await cluster.SubmitAsync("roll", cancel);
        Assert.True(await cluster.TryAddBudgetAsync("roll", More, cancel));
        await cluster.UntilAsync(
            "roll",
            run => ProcessCluster.Branch(run, "river") is { } river && river["step"]!.GetValue<long>() >= 100,
            cancel);
        var leaving = coordinatorsFirst
            ? cluster.Coordinators.Concat(cluster.Workers) : cluster.Workers.Concat(cluster.Coordinators);

        foreach (var node in leaving.ToList())
        {
            Assert.True(await node.LeaveAsync(cancel) == 0, cluster.Words());
            programs[node.Name] = fixture.Next.Program;
            await StartAsync(cluster, node, cancel);
        }

        var rolled = DateTimeOffset.UtcNow;
        Assert.True(await cluster.TryAddBudgetAsync("roll", EvenMore, cancel));
        var done = await ServedAsync(cluster, "roll", EvenMore, cancel);

        Assert.Superset(fixture.Undisturbed.ToHashSet(), ProcessCluster.Models(done).ToHashSet());
        var stored = await cluster.StoredAsync("roll", cancel);
        stored.MustHold();
        stored.MustRepeatNothing();
        Assert.Contains(stored.Events, e => Type(e) == NextBuild.Event && StoredRun.At(e) > rolled);
        Assert.DoesNotContain(Sentence, cluster.Words(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task An_older_coordinator_beside_a_newer_one_is_given_nothing_that_it_cannot_read()
    {
        var cancel = TestContext.Current.CancellationToken;
        var programs = new ConcurrentDictionary<string, string> { ["c0"] = fixture.Next.Program };
        await using var cluster = await ProcessCluster.StartAsync(
            cancel, workers: 2, program: name => programs.GetValueOrDefault(name, RiverrunProcess.Program));
        await cluster.ReadyAsync(1, cancel);
        var (newer, older) = (cluster.Coordinators[0], cluster.Coordinators[1]);

        await cluster.SubmitAsync("beside", cancel);
        var done = await cluster.CompletedAsync("beside", cancel);
        var stored = await cluster.StoredAsync("beside", cancel);

        Assert.Equal(fixture.Undisturbed, ProcessCluster.Models(done));
        Assert.Equal(StageEnds(stored), Notes(stored));
        Assert.Empty(older.Running.Error);

        Assert.Equal(0, await newer.LeaveAsync(cancel));

        while (!await cluster.TryAddBudgetAsync("beside", More, cancel))
            await Task.Delay(200, cancel);

        await older.Running.UntilAsync(running => running.Error.Contains(Sentence, StringComparison.Ordinal), cancel);
        await StartAsync(cluster, newer, cancel);
        Assert.Equal(1, older.Running.Error.Split(Sentence).Length - 1);
        Assert.Equal(0, await older.LeaveAsync(cancel));
        var more = await ServedAsync(cluster, "beside", More, cancel);
        var all = await cluster.StoredAsync("beside", cancel);

        Assert.Superset(fixture.Undisturbed.ToHashSet(), ProcessCluster.Models(more).ToHashSet());
        all.MustHold();
        Assert.Equal(StageEnds(all), Notes(all));
        Assert.Equal(
            stored.Events.Select(e => e["sequence"]!.GetValue<long>()),
            all.Events.Take(stored.Events.Count).Select(e => e["sequence"]!.GetValue<long>()));
    }

    private static async Task StartAsync(ProcessCluster cluster, ClusterProcess node, CancellationToken cancel)
    {
        var coordinator = cluster.Coordinators.ToList().IndexOf(node);
        await node.RestartAsync(cancel);
        await (coordinator < 0 ? ProcessCluster.ReadyAsync(node, cancel) : cluster.ReadyAsync(coordinator, cancel));
    }

    private static Task<JsonObject> ServedAsync(
        ProcessCluster cluster, string run, long budget, CancellationToken cancel) =>
        cluster.UntilAsync(
            run,
            seen => seen["status"]!.GetValue<string>() == "completed"
                && seen["budgets"]!.AsArray().Any(
                    served => served!["steps"]!.GetValue<long>() == budget && served["checkpoint"] is not null),
            cancel);

    private static int StageEnds(StoredRun stored) =>
        stored.Events.Count(
            e => Type(e) == "branch-checkpoint-saved" && e["reason"]!.GetValue<string>() == "stage-end");

    private static int Notes(StoredRun stored) => stored.Events.Count(e => Type(e) == NextBuild.Event);

    private static string Type(JsonObject e) => e["type"]!.GetValue<string>();

    /// <summary>The next build, and what one process of this one delivers.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        /// <summary>The next build.</summary>
        internal NextBuild Next { get; private set; } = null!; // Set before the first test.

        /// <summary>The models of one process.</summary>
        public IReadOnlyList<string> Undisturbed { get; private set; } = [];

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
            Next = await NextBuild.MakeAsync(patience.Token);
            Undisturbed = await ProcessCluster.UndisturbedAsync(patience.Token);
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            Next?.Dispose();

            return ValueTask.CompletedTask;
        }
    }
}
