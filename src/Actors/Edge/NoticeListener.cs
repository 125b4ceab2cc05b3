using Akka.Actor;
using Riverrun.Actors.Serialization;

namespace Riverrun.Actors.Edge;

/// <summary>Hands <see cref="NewerBuildMet"/> from the event stream to the person who runs the process.</summary>
internal sealed class NoticeListener : UntypedActor
{
    private readonly Notices _notices;

    public NoticeListener(Notices notices) => _notices = notices;

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(NewerBuildMet));

    protected override void OnReceive(object message)
    {
        if (message is NewerBuildMet met)
            _notices.Say(met.Reason);
    }
}
