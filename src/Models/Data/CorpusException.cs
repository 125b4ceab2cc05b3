namespace Riverrun.Models.Data;

/// <summary>
/// A corpus or its tokenizer cannot be used; the message is a complete sentence for the person who named it.
/// </summary>
public sealed class CorpusException(string message, Exception? cause = null) : Exception(message, cause);
