namespace Riverrun.Host.Stores;

/// <summary>A transfer failed for a reason that may pass: it is worth trying again.</summary>
internal sealed class PassingFailureException(string message, Exception? cause = null) : IOException(message, cause);
