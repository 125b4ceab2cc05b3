namespace Riverrun.Host.Web;

/// <summary>The API refused a request; the message is its reason.</summary>
/// <param name="status">The HTTP status: 400 and 404 for a wrong call, 409 for what may not be done now.</param>
/// <param name="message">The reason, a sentence.</param>
public sealed class RefusedException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}
