namespace Riverrun.Models.Training;

/// <summary>What a measurement was made on, told by digests: they decide which figures can be compared.</summary>
/// <param name="Tokens">Of the very tokens that were predicted: where it is equal, nats per token compare.</param>
/// <param name="Text">
/// Of the held-out text, whatever tokens it became: where it is equal, bits per byte compare. Null where there is no
/// text, and where an older build made the token file.
/// </param>
public sealed record HeldOut(string Tokens, string? Text = null)
{
    /// <summary>Enough of it to tell it from others, for people.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Abbreviation => (Text ?? Tokens)[..Math.Min(8, (Text ?? Tokens).Length)];
}
