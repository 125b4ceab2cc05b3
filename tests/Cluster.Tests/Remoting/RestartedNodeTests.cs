using Riverrun.Actors.EventSourcing;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Remoting;

/// <summary>A node that comes back at the same address, while others still have something to say to it.</summary>
[Collection(WholeMachine.Name)]
public sealed class RestartedNodeTests
{
    private const int Others = 30;
    private const int Restarts = 20;

    /// <summary>Whoever dials at the same moment as it is dialled must be heard all the same.</summary>
    [Fact(Timeout = 240_000)]
    public async Task A_node_that_comes_back_hears_all_and_is_heard()
    {
        var cancel = TestContext.Current.CancellationToken;
        var others = await Task.WhenAll(Enumerable.Range(0, Others).Select(_ => Node.StartAsync()));
        var port = FreePort.Find();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var talking = TalkAsync(others, $"akka.tcp://riverrun@127.0.0.1:{port}/user/ear", over.Token);

        for (var restart = 0; restart < Restarts; restart++)
        {
            await Task.Delay(400 + (5 * restart), cancel); // When who was sent away half a second ago dials again.
            await using var node = await Node.StartAsync(port: port);
            await Task.WhenAll(others.Select(node.FindAsync));
        }

        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => talking);

        foreach (var other in others)
            await other.DisposeAsync();
    }

    private static async Task TalkAsync(Node[] others, string to, CancellationToken cancel)
    {
        for (; ; await Task.Delay(5, cancel))
            foreach (var other in others)
                other.System.ActorSelection(to).Tell(new TracedEnvelope(new Reply.Accepted()));
    }
}
