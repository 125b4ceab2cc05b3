using System.Text;

namespace Riverrun.Models.Data;

/// <summary>
/// GPT-2's printable stand-ins for bytes: visible Latin-1 characters stand for themselves,
/// the other 68 bytes for U+0100 and up.
/// </summary>
internal static class ByteSymbols
{
    private static readonly Dictionary<char, byte> ByteOf = Build();
    private static readonly Dictionary<byte, string> SymbolOf =
        ByteOf.ToDictionary(pair => pair.Value, pair => pair.Key.ToString());

    /// <summary>The stand-in of every byte.</summary>
    public static IEnumerable<string> All => ByteOf.Keys.Select(symbol => symbol.ToString());

    /// <summary>The stand-in of one byte.</summary>
    public static string Of(byte unit) => SymbolOf[unit];

    /// <summary>
    /// The bytes of a token; one that is not written in stand-ins is its own UTF-8, as special tokens are.
    /// </summary>
    public static byte[] BytesOf(string token) =>
        token.All(ByteOf.ContainsKey) ? [.. token.Select(symbol => ByteOf[symbol])] : Encoding.UTF8.GetBytes(token);

    private static Dictionary<char, byte> Build()
    {
        var bytes = new Dictionary<char, byte>();
        var next = '\u0100';
        for (var unit = 0; unit < 256; unit++)
        {
            var visible = unit is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            bytes.Add(visible ? (char)unit : next++, (byte)unit);
        }

        return bytes;
    }
}
