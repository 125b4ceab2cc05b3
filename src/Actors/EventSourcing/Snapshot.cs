namespace Riverrun.Actors.EventSourcing;

/// <summary>An entity's state as the snapshot store holds it.</summary>
/// <param name="State">The fold of all events so far.</param>
/// <param name="RecentCommands">Ids of the latest commands that caused events, oldest first.</param>
internal sealed record Snapshot<TState>(TState State, IReadOnlyList<string> RecentCommands);
