namespace Riverrun.Models.Hocon;

/// <summary>
/// A configuration or a spec is wrong; the message is one sentence that says where, what and what would be right.
/// </summary>
public sealed class InvalidConfigurationException(string message) : Exception(message)
{
    /// <summary>A sentence about what stands at <paramref name="origin"/>.</summary>
    public InvalidConfigurationException(Origin origin, string message) : this($"{origin}: {message}") { }
}
