namespace Riverrun.Models.Data;

/// <summary>How far the first opening of a corpus is, which reads it three times.</summary>
/// <param name="Corpus">What a person calls it: <c>dotnet-docs</c>.</param>
/// <param name="Pass">What is being done.</param>
/// <param name="Bytes">Bytes of files, or of the text in them, that this pass has read.</param>
/// <param name="TotalBytes">How many there are; null where only this pass will tell.</param>
public sealed record CorpusProgress(string Corpus, CorpusPass Pass, long Bytes, long? TotalBytes);
