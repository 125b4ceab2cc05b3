using Riverrun.Actors.Tests.Support;
using Riverrun.Cluster.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Cluster.Tests.Nodes;

public sealed class SharedStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_whose_checkpoints_the_coordinator_does_not_find_trains_nothing_and_says_so()
    {
        using var home = new TemporaryDirectory();
        var port = FreePort.Find();
        await using var coordinator = await ClusterNode.CoordinatorAsync(home.Path, port, [port], new MemoryStore());
        await using var worker =
            await ClusterNode.WorkerAsync(home.Path, "node/cpu:0", [port], new FakeTrainers(), new MemoryStore());

        await coordinator.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecay, 100));

        Assert.Equal(
            $"Coordinator 127.0.0.1:{port} does not find the checkpoints that this worker stores; let "
                + "RIVERRUN_CHECKPOINTS name one "
                + "directory or bucket for both, or the URL of the coordinator's API for the worker.",
            await worker.Fatal.Raised.WaitAsync(Cancel));
        Assert.Empty(await coordinator.Gateway.DevicesAsync(Cancel));
        Assert.All((await coordinator.UntilAsync(_ => true, Cancel)).Branches, branch => Assert.Equal(0, branch.Step));
    }

    [Fact]
    public async Task The_probe_of_a_worker_is_removed_when_it_leaves()
    {
        using var home = new TemporaryDirectory();
        var (port, store) = (FreePort.Find(), new MemoryStore());
        await using var coordinator = await ClusterNode.CoordinatorAsync(home.Path, port, [port], store);

        await using (await ClusterNode.WorkerAsync(home.Path, "node/cpu:0", [port], new FakeTrainers(), store))
        {
            while ((await coordinator.Gateway.DevicesAsync(Cancel)).Count == 0)
                await Task.Delay(20, Cancel);

            Assert.Single(await store.ListAsync(Cancel));
        }

        Assert.Empty(await store.ListAsync(Cancel));
    }
}
