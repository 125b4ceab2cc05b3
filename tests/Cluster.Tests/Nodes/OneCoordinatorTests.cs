using Riverrun.Actors.Tests.Support;
using Riverrun.Cluster.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Cluster.Tests.Nodes;

public sealed class OneCoordinatorTests
{
    [Fact]
    public async Task Leaves_train_beside_the_trunk_and_deliver_the_models_of_one_process()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var home = new TemporaryDirectory();
        var spec = Specs.Of(PolicyKind.WarmupStableDecay, 100, 200, 400, 800);
        var store = new MemoryStore();
        var port = FreePort.Find();
        await using var coordinator = await ClusterNode.CoordinatorAsync(home.Path, port, [port], store);
        await using var one = await ClusterNode.WorkerAsync(
            home.Path, "node/cpu:0", [port], new FakeTrainers(TimeSpan.FromMilliseconds(2)), store);
        await using var two = await ClusterNode.WorkerAsync(
            home.Path, "node/cpu:1", [port], new FakeTrainers(TimeSpan.FromMilliseconds(2)), store);

        await coordinator.StartRunAsync(spec);
        var together =
            await coordinator.UntilAsync(run => run.Branches.Count(branch => branch.Status == "training") == 2, cancel);
        var done = await coordinator.UntilAsync(run => run.Status == "completed", cancel);

        Assert.Equal(
            2, together.Branches.Where(branch => branch.Status == "training").Select(branch => branch.Device).Distinct()
                .Count());
        Assert.Equal(await Outcome.UndisturbedAsync(spec), Outcome.Models(done));
    }
}
