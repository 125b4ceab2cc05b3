namespace Riverrun.Host.Homes;

/// <summary>A home cannot be used; the message is a sentence that says why and what to do.</summary>
internal sealed class HomeException(string message, Exception? inner = null) : Exception(message, inner);
