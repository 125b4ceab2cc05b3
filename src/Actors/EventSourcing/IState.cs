namespace Riverrun.Actors.EventSourcing;

/// <summary>Immutable state that is the fold of its events.</summary>
internal interface IState<TSelf, in TEvent>
    where TSelf : IState<TSelf, TEvent>
{
    /// <summary>The state before the first event.</summary>
    static abstract TSelf Empty { get; }

    /// <summary>The state after one more event. Never refuses: the event has happened.</summary>
    TSelf Apply(TEvent happened);
}
