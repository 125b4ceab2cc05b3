using Akka.Actor;
using Riverrun.Actors.EventSourcing;

namespace Riverrun.Actors.Edge;

/// <summary>Hands <see cref="WorldBroken"/> from the event stream to the process.</summary>
internal sealed class FatalListener : UntypedActor
{
    private readonly FatalSignal _signal;

    public FatalListener(FatalSignal signal) => _signal = signal;

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(WorldBroken));

    protected override void OnReceive(object message)
    {
        if (message is WorldBroken broken)
            _signal.Raise(broken.Reason);
    }
}
