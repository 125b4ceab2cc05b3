namespace Riverrun.Actors.EventSourcing;

/// <summary>Published on the event stream for the person who runs the process, which goes on.</summary>
/// <param name="Sentence">What is so, and what would be right.</param>
internal sealed record Notice(string Sentence);
