using System.Text.Json;
using System.Text.Json.Nodes;

namespace Riverrun.Host.Client;

/// <summary>The API refused a request; the message is its reason.</summary>
/// <param name="status">The HTTP status: 400 and 404 for a wrong call, 409 for what may not be done now.</param>
/// <param name="message">The reason, a sentence.</param>
internal sealed class RefusedException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Throws what a response refuses.</summary>
    /// <exception cref="RefusedException">The response is no success.</exception>
    internal static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.IsSuccessStatusCode)
            return;

        var text = await response.Content.ReadAsStringAsync(cancel);

        throw new RefusedException(
            (int)response.StatusCode,
            Detail(text)
                ?? $"{response.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Path)} answered "
                + $"{(int)response.StatusCode} "
                + "without a reason.");
    }

    private static string? Detail(string text)
    {
        try
        {
            return (JsonNode.Parse(text) as JsonObject)?["detail"]?.GetValue<string>();
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
