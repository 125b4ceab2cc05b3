using System.Text.Json.Serialization;

namespace Riverrun.Models.Checkpoints;

/// <summary>
/// The name of a checkpoint: the SHA-256 of its bytes, written <c>sha256:</c> and 64 lower-case hex digits.
/// </summary>
[JsonConverter(typeof(CheckpointDigestConverter))]
public readonly record struct CheckpointDigest
{
    private const string Prefix = "sha256:";

    private CheckpointDigest(string hex) => Hex = hex;

    /// <summary>The 64 hex digits; safe as a file name.</summary>
    public string Hex { get; }

    /// <summary>The digest of 32 hash bytes.</summary>
    public static CheckpointDigest FromHash(ReadOnlySpan<byte> hash) =>
        hash.Length == 32
            ? new CheckpointDigest(Convert.ToHexStringLower(hash))
            : throw new ArgumentException($"A SHA-256 has 32 bytes, not {hash.Length}.", nameof(hash));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no digest.</exception>
    public static CheckpointDigest Parse(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.Length == Prefix.Length + 64
            && text.Skip(Prefix.Length).All(char.IsAsciiHexDigitLower)
            ? new CheckpointDigest(text[Prefix.Length..])
            : throw new FormatException(
                $"'{text}' is no checkpoint digest; one reads sha256: and 64 lower-case hex digits.");

    /// <inheritdoc/>
    public override string ToString() => Prefix + Hex;
}
