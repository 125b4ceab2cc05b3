namespace Riverrun.Models.Data.Sources;

/// <summary>Cuts a text into blocks of whole lines.</summary>
internal static class LineBlocks
{
    private const int LongestOverSize = 4;

    /// <summary>
    /// Blocks that together are the text: each ends with the first line end after <paramref name="size"/> characters,
    /// or inside a line that is longer than four times that.
    /// </summary>
    public static IEnumerable<string> Of(TextReader text, int size)
    {
        var buffer = new char[LongestOverSize * size];
        var filled = 0;
        while ((filled += text.ReadBlock(buffer, filled, buffer.Length - filled)) > 0)
        {
            var length = BlockLength(buffer.AsSpan(0, filled), size);
            yield return new string(buffer, 0, length);
            filled -= length;
            Array.Copy(buffer, length, buffer, 0, filled);
        }
    }

    private static int BlockLength(ReadOnlySpan<char> rest, int size)
    {
        if (rest.Length <= size)
            return rest.Length;

        var lineEnd = rest[(size - 1)..].IndexOf('\n');
        if (lineEnd >= 0)
            return size + lineEnd;

        return rest.Length == LongestOverSize * size && char.IsHighSurrogate(rest[^1]) ? rest.Length - 1 : rest.Length;
    }
}
