using Akka.Actor;
using Akka.Persistence;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Runs;

namespace Riverrun.Actors.Tests.Support;

/// <summary>Writes events of a run into a journal as they are, whether or not a run would decide so.</summary>
internal static class Scribe
{
    public static async Task WriteAsync(ActorSystem system, string run, params IReadOnlyList<RunEvent> events)
    {
        var writer = system.ActorOf(Props.Create(() => new Writer(run)));
        await writer.Ask<string>(events, TimeSpan.FromSeconds(30));
        await writer.GracefulStop(TimeSpan.FromSeconds(30));
    }

    private sealed class Writer(string run) : UntypedPersistentActor
    {
        public override string PersistenceId => $"run/{run}";

        protected override void OnCommand(object message)
        {
            var (asker, left) = (Sender, ((IReadOnlyList<RunEvent>)message).Count);

            PersistAll(
                ((IReadOnlyList<RunEvent>)message)
                    .Select(e => new Recorded<RunEvent>(e, DateTimeOffset.UnixEpoch, null, null)),
                _ =>
                {
                    if (--left == 0)
                        asker.Tell("written");
                });
        }

        protected override void OnRecover(object message)
        {
        }
    }
}
