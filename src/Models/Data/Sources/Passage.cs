namespace Riverrun.Models.Data.Sources;

/// <summary>A piece of a corpus that is wholly in one split.</summary>
/// <param name="Group">Stable hash of what decides the split; passages of one group stay together.</param>
/// <param name="Text">The text.</param>
/// <param name="EndsDocument">Whether what follows is another document.</param>
internal readonly record struct Passage(ulong Group, string Text, bool EndsDocument);
