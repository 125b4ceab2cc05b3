using Akka.Persistence;

namespace Riverrun.Actors.Journals;

/// <summary>
/// Asks the journal once what each entity asks when it wakes, of an entity that nobody has, and stops. The plugin
/// builds and compiles its questions when they are first asked, which takes a second or more: here that is done while
/// the cluster forms, not while the first run of a node waits for it, or the first that is handed over. Stores nothing.
/// </summary>
internal sealed class JournalRehearsal : UntypedPersistentActor
{
    /// <inheritdoc/>
    public override string PersistenceId => "rehearsal";

    /// <inheritdoc/>
    protected override void OnRecover(object message)
    {
        if (message is RecoveryCompleted)
            Context.Stop(Self);
    }

    /// <summary>A journal that is away is told of by those who need it.</summary>
    protected override void OnRecoveryFailure(Exception reason, object? message = null) { }

    /// <inheritdoc/>
    protected override void OnCommand(object message) => Unhandled(message);
}
