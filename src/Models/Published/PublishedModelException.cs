namespace Riverrun.Models.Published;

/// <summary>
/// Published weights cannot be used; the message is a complete sentence for the person who named their folder.
/// </summary>
public sealed class PublishedModelException(string message, Exception? cause = null) : Exception(message, cause);
