using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.EventSourcing;

namespace Riverrun.Actors.Tests.EventSourcing;

public sealed class EntityRegionTests
{
    [Fact]
    public async Task An_entity_that_fails_starts_again_and_one_that_goes_on_failing_says_why()
    {
        using var system = ActorSystem.Create("regions", "akka { loglevel = OFF, stdout-loglevel = OFF }");
        using var broken = Inbox.Create(system);
        system.EventStream.Subscribe(broken.Receiver, typeof(WorldBroken));
        var region = system.ActorOf(Props.Create(() => new EntityRegion(_ => Props.Create(() => new Brittle()))));

        region.Tell(new ShardingEnvelope("run/a", "fail"));
        var answer = await region.Ask<string>(
            new ShardingEnvelope("run/a", "speak"), TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        region.Tell(new ShardingEnvelope("run/a", "fail"));
        region.Tell(new ShardingEnvelope("run/a", "fail"));
        var said = Assert.IsType<WorldBroken>(await broken.ReceiveAsync(TimeSpan.FromSeconds(20)));

        Assert.Equal("here", answer);
        Assert.Equal(
            "run/a failed again and again, which is a defect of Riverrun: It broke. Everything acknowledged is stored.",
            said.Reason);
    }

    private sealed class Brittle : ReceiveActor
    {
        public Brittle()
        {
            Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("It broke."));
            Receive<string>(_ => Sender.Tell("here"));
        }
    }
}
