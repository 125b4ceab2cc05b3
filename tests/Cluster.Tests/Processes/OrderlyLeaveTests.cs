using System.Text.Json.Nodes;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Processes;

/// <summary>
/// Two coordinators, three workers and PostgreSQL: a node that is asked to leave takes nothing with it.
/// </summary>
[Collection(WholeMachine.Name)]
public sealed class OrderlyLeaveTests(KilledProcessTests.Fixture fixture) : IClassFixture<KilledProcessTests.Fixture>
{
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(15);

    private ProcessCluster Cluster => fixture.Cluster;

    [Fact(Timeout = 180_000)]
    public async Task A_worker_that_leaves_has_saved_what_it_reached_and_given_its_lease_back()
    {
        var cancel = TestContext.Current.CancellationToken;
        await Cluster.SubmitAsync("worker", cancel);
        var victim = await TrainingAsync("worker", cancel);

        var asked = DateTimeOffset.UtcNow;
        var code = await Cluster.WorkerOf(victim).LeaveAsync(cancel);
        var words = Cluster.Words();
        var done = await Cluster.CompletedAsync("worker", cancel);
        await Cluster.WorkerOf(victim).RestartAsync(cancel);

        Assert.True(code == 0, $"It ended with {code}.\n{words}");
        var stored = await MustHoldAsync("worker", done, cancel);
        var after = stored.Events.Where(e => StoredRun.At(e) > asked).ToList();
        var left = after.First(
            e => Type(e) == "branch-lease-lost" && e["cause"]!.GetValue<string>() == "The process is leaving.");
        var branch = stored.Events.Where(e => Entity(e) == Entity(left)).ToList();
        var saved = branch[..branch.IndexOf(left)].Last(e => Type(e) == "branch-checkpoint-saved");
        var steps = branch[..branch.IndexOf(left)].Last(e => Type(e) == "branch-steps-taken");
        var again = branch[branch.IndexOf(left)..].First(e => Type(e) == "branch-lease-taken");
        Assert.Equal(StoredRun.Reached(steps), saved["step"]!.GetValue<long>());
        // One that was due by itself is not saved twice.
        Assert.True(saved["reason"]!.GetValue<string>() == "requested" || StoredRun.Reached(steps) % 100 == 0,
            saved.ToJsonString());
        Assert.Equal(StoredRun.Reached(steps), again["fromStep"]!.GetValue<long>());
        Assert.NotEqual(victim, again["device"]!.GetValue<string>());
        stored.MustRepeatNothing();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_coordinator_that_leaves_hands_over_what_it_decides_and_no_lease_is_lost()
    {
        var cancel = TestContext.Current.CancellationToken;
        await Cluster.SubmitAsync("coordinator", cancel);
        await TrainingAsync("coordinator", cancel);

        // The oldest member: the singletons are there, and half of the shards.
        var code = await Cluster.Coordinators[0].LeaveAsync(cancel);
        var left = DateTimeOffset.UtcNow;
        var words = Cluster.Words();
        var done = await Cluster.CompletedAsync("coordinator", cancel);
        await Cluster.Coordinators[0].RestartAsync(cancel);
        await Cluster.ReadyAsync(0, cancel);

        Assert.True(code == 0, $"It ended with {code}.\n{words}");
        var stored = await MustHoldAsync("coordinator", done, cancel);
        NoLeaseWasLost(stored);
        var granted = stored.Events.First(e => Type(e) == "branch-lease-taken" && StoredRun.At(e) > left);
        Assert.InRange(StoredRun.At(granted) - left, TimeSpan.Zero, Seconds);
    }

    [Fact(Timeout = 180_000)]
    public async Task Coordinators_are_restarted_one_after_the_other_while_a_run_trains()
    {
        var cancel = TestContext.Current.CancellationToken;
        await Cluster.SubmitAsync("rolling", cancel);
        await TrainingAsync("rolling", cancel);

        var codes = new List<int>();

        for (var i = 0; i < Cluster.Coordinators.Count; i++)
        {
            codes.Add(await Cluster.Coordinators[i].LeaveAsync(cancel));
            await Cluster.Coordinators[i].RestartAsync(cancel);
            await Cluster.ReadyAsync(i, cancel);
        }

        var done = await Cluster.CompletedAsync("rolling", cancel);

        Assert.Equal([0, 0], codes);
        NoLeaseWasLost(await MustHoldAsync("rolling", done, cancel));
    }

    private static void NoLeaseWasLost(StoredRun stored)
    {
        Assert.All(stored.Leases.Where(lease => lease.EndedAt is not null), lease =>
            Assert.True(lease.LostNothing, lease.ToString()));
        stored.MustRepeatNothing();
    }

    /// <summary>Waits until the trunk trains; the answer is its device.</summary>
    private async Task<string> TrainingAsync(string run, CancellationToken cancel)
    {
        var seen = await Cluster.UntilAsync(
            run, seen => ProcessCluster.Branch(seen, "river") is { } river && river["device"] is not null
                && river["step"]!.GetValue<long>() >= 150, cancel);

        return ProcessCluster.Branch(seen, "river")!["device"]!.GetValue<string>();
    }

    private async Task<StoredRun> MustHoldAsync(string run, JsonObject done, CancellationToken cancel)
    {
        Assert.Equal(fixture.Undisturbed, ProcessCluster.Models(done));
        var stored = await Cluster.StoredAsync(run, cancel);
        stored.MustHold();

        return stored;
    }

    private static string Type(JsonObject e) => e["type"]!.GetValue<string>();

    private static string Entity(JsonObject e) => e["entity"]!.GetValue<string>();
}
