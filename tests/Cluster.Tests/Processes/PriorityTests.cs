using System.Text.Json.Nodes;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Processes;

/// <summary>A coordinator, one worker and PostgreSQL: who goes first, and where.</summary>
[Collection(WholeMachine.Name)]
public sealed class PriorityTests
{
    private const long Tebibyte = 1L << 40;
    private const string TwoBudgets = "budgets=[300, 600]";

    [Fact(Timeout = 240_000)]
    public async Task A_run_of_greater_priority_takes_the_device_over_and_one_that_cannot_be_served_is_in_nobodys_way()
    {
        PostgreSqlServer.SkipUnlessInstalled();
        var cancel = TestContext.Current.CancellationToken;
        var undisturbed = await ProcessCluster.UndisturbedAsync(cancel);
        await using var cluster = await ProcessCluster.StartAsync(cancel, coordinators: 1, workers: 1);

        await cluster.SubmitAsync("patient", cancel, changes: TwoBudgets);
        await cluster.UntilAsync(
            "patient", run => ProcessCluster.Branch(run, "river")?["step"]!.GetValue<long>() >= 150, cancel);
        await cluster.SubmitAsync("too-large", cancel, changes: ["scheduling.priority=9", "scheduling.memory=1000TiB"]);
        await cluster.SubmitAsync("urgent", cancel, changes: ["scheduling.priority=1", "budgets=[300]"]);
        var urgent = await cluster.CompletedAsync("urgent", cancel);
        var meanwhile = await cluster.ShowAsync("patient", cancel);
        var patient = await cluster.CompletedAsync("patient", cancel);

        var announced = Assert.Single(await cluster.DevicesAsync(cancel))!["description"]!;
        Assert.Equal("cpu", announced["kind"]!.GetValue<string>());
        Assert.InRange(announced["memoryBytes"]!.GetValue<long>(), 1, 1000 * Tebibyte - 1);
        Assert.Equal(Environment.ProcessorCount, announced["cores"]!.GetValue<int>());
        Assert.StartsWith("Riverrun ", announced["build"]!.GetValue<string>(), StringComparison.Ordinal);

        Assert.Equal("running", meanwhile!["status"]!.GetValue<string>());
        Assert.Equal(undisturbed.Take(2), ProcessCluster.Models(patient));
        Assert.Equal(undisturbed.Take(1), ProcessCluster.Models(urgent));
        Assert.DoesNotContain(
            (await cluster.StoredAsync("too-large", cancel)).Events, e => Type(e) == "branch-lease-taken");

        var stored = await cluster.StoredAsync("patient", cancel);
        stored.MustHold();
        stored.MustRepeatNothing();
        Assert.All(stored.Leases, lease => Assert.True(lease.EndedAt is null || lease.LostNothing, lease.ToString()));
    }

    private static string Type(JsonObject e) => e["type"]!.GetValue<string>();
}
