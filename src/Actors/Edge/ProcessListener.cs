using Akka.Actor;
using Riverrun.Actors.EventSourcing;

namespace Riverrun.Actors.Edge;

/// <summary>
/// Hands what actors publish for their process to it: why it cannot go on, and what its person should read.
/// </summary>
internal sealed class ProcessListener : UntypedActor
{
    private readonly FatalSignal _fatal;
    private readonly Notices _notices;

    public ProcessListener(FatalSignal fatal, Notices notices) => (_fatal, _notices) = (fatal, notices);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(WorldBroken));
        Context.System.EventStream.Subscribe(Self, typeof(Notice));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WorldBroken broken:
                _fatal.Raise(broken.Reason);
                break;
            case Notice notice:
                _notices.Say(notice.Sentence);
                break;
        }
    }
}
