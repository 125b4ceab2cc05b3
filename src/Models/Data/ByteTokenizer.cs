using System.Text;

namespace Riverrun.Models.Data;

/// <summary>One token a byte of UTF-8.</summary>
public sealed class ByteTokenizer : ITokenizer
{
    /// <inheritdoc/>
    public int VocabularySize => 256;

    /// <inheritdoc/>
    public int[] Encode(string text) => Array.ConvertAll(Encoding.UTF8.GetBytes(text), unit => (int)unit);

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var bytes = new byte[tokens.Length];
        for (var i = 0; i < tokens.Length; i++)
        {
            bytes[i] = tokens[i] is >= 0 and < 256
                ? (byte)tokens[i]
                : throw new ArgumentOutOfRangeException(nameof(tokens), tokens[i], "A byte token is in 0 to 255.");
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
