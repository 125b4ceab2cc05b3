using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Persistence;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Settings;

namespace Riverrun.Actors.Tests.Branches;

public sealed class BranchActorTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ActorSystem _system =
        ActorSystem.Create("branches", "akka { loglevel = OFF, stdout-loglevel = OFF }");
    private readonly BranchId _id = new(new RunId("test-run"), "river");

    public void Dispose() => _system.Dispose();

    /// <summary>What it stored last it may not have told: its process ended in between.</summary>
    [Fact]
    public async Task A_branch_that_recovers_tells_its_run_every_milestone_unasked()
    {
        using var runs = Inbox.Create(_system);
        BranchEvent[] past =
        [
            new BranchEvent.Opened(Branch.Order), new BranchEvent.LeaseTaken("device:0", 1, 0), Branch.Steps(0, 10),
            new BranchEvent.CheckpointSaved(10, Branch.Digest(10), "stage-end"),
        ];
        await _system.ActorOf(Props.Create(() => new Past(_id.PersistenceId, past)))
            .Ask<string>("store", Patience, TestContext.Current.CancellationToken);

        Start(runs.Receiver);

        Assert.Contains(Told(runs, 2), milestone => milestone is BranchMilestone.CheckpointStored { Step: 10 });
    }

    private void Start(IActorRef runs)
    {
        var settings = new RuntimeSettings(
            Path.GetTempPath(), "", NodeRole.Solo, TimeSpan.FromMilliseconds(10), 3, 50,
            RequestInterval: TimeSpan.FromMinutes(1));
        var neighbours = new BranchNeighbours(runs, _system.DeadLetters);
        _system.ActorOf(Props.Create(() => new BranchActor(_id, settings, neighbours, TimeProvider.System)));
    }

    private static List<BranchMilestone> Told(Inbox runs, int count) =>
    [
        .. Enumerable.Range(0, count).Select(_ =>
            (BranchMilestone)((TracedEnvelope)((ShardingEnvelope)runs.Receive(Patience)).Message).Body),
    ];

    /// <summary>Stores the events of an earlier incarnation.</summary>
    private sealed class Past(string persistenceId, BranchEvent[] events) : UntypedPersistentActor
    {
        public override string PersistenceId => persistenceId;

        protected override void OnRecover(object message) { }

        protected override void OnCommand(object message)
        {
            var asker = Sender;
            var left = events.Length;
            PersistAll(
                events.Select(e => new Recorded<BranchEvent>(e, DateTimeOffset.UnixEpoch, null, null)),
                _ =>
                {
                    if (--left == 0)
                        asker.Tell("stored");
                });
        }
    }
}
