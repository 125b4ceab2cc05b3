namespace Riverrun.Actors.EventSourcing;

/// <summary>An entity cannot be recovered from what is stored of it.</summary>
/// <param name="reason">Why, as a sentence.</param>
internal sealed class UnreadableException(string reason) : InvalidOperationException(reason);
