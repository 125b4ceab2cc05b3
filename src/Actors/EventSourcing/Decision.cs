namespace Riverrun.Actors.EventSourcing;

/// <summary>What a pure Decide makes of a message: events to store, none when nothing changes, or a refusal.</summary>
/// <param name="Events">To be stored together, in this order.</param>
/// <param name="Refusal">A sentence for the person who asked, or null.</param>
internal sealed record Decision<TEvent>(IReadOnlyList<TEvent> Events, string? Refusal)
{
    /// <summary>Nothing changes; the message is accepted.</summary>
    public static Decision<TEvent> Nothing { get; } = new([], null);

    /// <summary>These events.</summary>
    public static Decision<TEvent> Accept(params IReadOnlyList<TEvent> events) => new(events, null);

    /// <summary>It may not be carried out.</summary>
    public static Decision<TEvent> Reject(string reason) => new([], reason);
}
