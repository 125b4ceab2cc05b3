namespace Riverrun.Host.Client;

/// <summary>A coordinator cannot be spoken to; the message is a sentence that says why and what to do.</summary>
internal sealed class ServerUnreachableException(string message, Exception inner) : Exception(message, inner);
