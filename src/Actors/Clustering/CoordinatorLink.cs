using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Riverrun.Actors.EventSourcing;

namespace Riverrun.Actors.Clustering;

/// <summary>
/// A worker's way to its coordinators: hands what is for a branch or the placement to the gate of one that answers, and
/// turns to the next when it no longer does. Keeps nothing: what matters is repeated by who said it.
/// </summary>
public sealed class CoordinatorLink : UntypedActor, IWithTimers
{
    /// <summary>Knocks without an answer after which the next coordinator is tried.</summary>
    private const int MostUnanswered = 3;

    private readonly IReadOnlyList<ActorSelection> _gates;
    private readonly IReadOnlyList<string> _coordinators;
    private readonly TimeSpan _interval;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private int _chosen;
    private int _unanswered;

    /// <summary>A link.</summary>
    /// <param name="coordinators">Where coordinators listen, as <c>host:port</c>.</param>
    /// <param name="protocol">The scheme of this system's remoting: <c>akka.tcp</c> or <c>akka.ssl.tcp</c>.</param>
    /// <param name="interval">How often it knocks.</param>
    public CoordinatorLink(IReadOnlyList<string> coordinators, string protocol, TimeSpan interval)
    {
        _coordinators = coordinators;
        _gates = [.. coordinators.Select(at => Context.ActorSelection($"{protocol}://{Context.System.Name}@{at}/user/{WorkerGate.Name}"))];
        _interval = interval;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!; // Akka sets it before PreStart.

    /// <inheritdoc/>
    protected override void PreStart() =>
        Timers.StartPeriodicTimer("knock", KnockNow.Instance, TimeSpan.Zero, _interval);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ShardingEnvelope { Message: TracedEnvelope told } toBranch:
                _gates[_chosen].Tell(new Addressed(toBranch.EntityId, told), Sender);
                break;
            case TracedEnvelope:
                _gates[_chosen].Tell(message, Sender);
                break;
            case LinkMessage.Open:
                _unanswered = 0;
                break;
            case KnockNow:
                Knock();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Knock()
    {
        if (++_unanswered > MostUnanswered)
        {
            _log.Warning("Coordinator {Coordinator} does not answer", _coordinators[_chosen]);
            _chosen = (_chosen + 1) % _gates.Count;
            _unanswered = 1;
        }

        _gates[_chosen].Tell(new LinkMessage.Knock(), Self);
    }

    private sealed class KnockNow
    {
        public static KnockNow Instance { get; } = new();
    }
}
