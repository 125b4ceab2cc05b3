using System.Security.Cryptography;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors.Clustering;

/// <summary>
/// A worker's way to its coordinators: hands what is for a branch or the placement to the gate of one that answers, and
/// turns to the next when it no longer does. Opens only to a coordinator that finds what this process stores. Keeps
/// nothing: what matters is repeated by who said it.
/// </summary>
internal sealed class CoordinatorLink : UntypedActor, IWithTimers
{
    /// <summary>Knocks without an answer after which the next coordinator is tried.</summary>
    private const int MostUnanswered = 3;

    /// <summary>
    /// Knocks with a probe that is not found, after which it will not be: a shared file system may hide a new file for
    /// seconds.
    /// </summary>
    private const int MostUnseen = 30;

    private readonly IReadOnlyList<ActorSelection> _gates;
    private readonly IReadOnlyList<string> _coordinators;
    private readonly ICheckpointStore _store;
    private readonly TimeSpan _interval;
    private readonly byte[] _proof = RandomNumberGenerator.GetBytes(32);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private int _chosen;
    private int _unanswered;
    private int _unseen;
    private int _silent;
    private bool _open;
    private bool _storing;
    private CheckpointDigest? _probe;

    /// <summary>A link.</summary>
    /// <param name="coordinators">Where coordinators listen, as <c>host:port</c>.</param>
    /// <param name="protocol">The scheme of this system's remoting: <c>akka.tcp</c> or <c>akka.ssl.tcp</c>.</param>
    /// <param name="interval">How often it knocks.</param>
    /// <param name="store">Where this process stores checkpoints.</param>
    public CoordinatorLink(
        IReadOnlyList<string> coordinators, string protocol, TimeSpan interval, ICheckpointStore store)
    {
        _coordinators = coordinators;
        _gates = [.. coordinators.Select(
            at => Context.ActorSelection($"{protocol}://{Context.System.Name}@{at}/user/{WorkerGate.Name}"))];
        (_interval, _store) = (interval, store);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!; // Akka sets it before PreStart.

    /// <inheritdoc/>
    protected override void PreStart()
    {
        StoreProbe();
        Timers.StartPeriodicTimer("knock", KnockNow.Instance, _interval, _interval);
    }

    /// <summary>
    /// What cannot be removed, by a worker that stores through a coordinator or is killed, is left to a <c>gc</c> while
    /// nothing trains.
    /// </summary>
    protected override void PostStop()
    {
        if (_probe is { } probe)
            _ = RemoveAsync(probe);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ShardingEnvelope { Message: TracedEnvelope told } toBranch when _open:
                _gates[_chosen].Tell(new Addressed(toBranch.EntityId, told), Sender);
                break;
            case TracedEnvelope when _open:
                _gates[_chosen].Tell(message, Sender);
                break;
            case ShardingEnvelope or TracedEnvelope:
                break;
            case LinkMessage when Sender.Path.Address != _gates[_chosen].Anchor.Path.Address:
                break; // An answer of one that is no longer asked.
            case LinkMessage.Open:
                OnOpen();
                break;
            case LinkMessage.Closed:
                OnClosed();
                break;
            case LinkMessage.Elsewhere:
                OnElsewhere();
                break;
            case KnockNow:
                OnTick();
                break;
            case Stored stored:
                (_storing, _probe) = (false, stored.Probe);
                Knock();
                break;
            case Status.Failure failure:
                _storing = false;
                Context.System.EventStream.Publish(new Notice(failure.Cause.Message));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A coordinator that was not asked, because the store has taken no probe yet, owes no answer.</summary>
    private void OnTick()
    {
        if (_probe is not null && ++_unanswered > MostUnanswered)
        {
            _log.Warning("Coordinator {Coordinator} does not answer", _coordinators[_chosen]);
            TurnToNext();

            if (_silent >= _gates.Count)
                Context.System.EventStream.Publish(new Notice(
                    $"No coordinator answers at {string.Join(", ", _coordinators)}; the worker holds what it has and "
                        + "goes on knocking."));
        }

        Knock();
    }

    private void TurnToNext()
    {
        _chosen = (_chosen + 1) % _gates.Count;
        (_unanswered, _unseen, _open) = (1, 0, false);
        _silent++;
    }

    /// <summary>With the probe, which is stored first, at a gate that has not found it yet.</summary>
    private void Knock()
    {
        if (_probe is null)
            StoreProbe();
        else
            _gates[_chosen].Tell(new LinkMessage.Knock(_open ? null : _probe), Self);
    }

    private void OnOpen() => (_unanswered, _unseen, _silent, _open) = (0, 0, 0, true);

    /// <summary>Where all are closed, the next tick knocks again.</summary>
    private void OnClosed()
    {
        TurnToNext();

        if (_silent < _gates.Count)
            Knock();
    }

    /// <summary>It is stored once more, for a <c>gc</c> may have taken it.</summary>
    private void OnElsewhere()
    {
        _unanswered = 0;

        if (_open)
            return;

        _probe = null;

        if (++_unseen < MostUnseen)
            return;

        Context.System.EventStream.Publish(new WorldBroken(
            $"Coordinator {_coordinators[_chosen]} does not find the checkpoints that this worker stores; let "
                + "RIVERRUN_CHECKPOINTS name "
                + "one directory or bucket for both, or the URL of the coordinator's API for the worker."));
    }

    private void StoreProbe()
    {
        if (_storing)
            return;

        _storing = true;
        _store.WriteAsync(stream => stream.Write(_proof), CancellationToken.None)
            .PipeTo(Self, success: probe => new Stored(probe));
    }

    private async Task RemoveAsync(CheckpointDigest probe)
    {
        try
        {
            await _store.DeleteAsync(probe, CancellationToken.None);
        }
        catch (IOException)
        {
        }
    }

    private sealed record Stored(CheckpointDigest Probe);

    private sealed class KnockNow
    {
        public static KnockNow Instance { get; } = new();
    }
}
