using System.Buffers;
using System.Text;

namespace Riverrun.Models.Data.Sources;

/// <summary>
/// Reads a file of UTF-8 text, with or without a byte-order mark, and says where it is something else.
/// </summary>
internal static class Utf8Text
{
    private static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What <paramref name="texts"/> makes of the characters of <paramref name="file"/>.</summary>
    /// <exception cref="CorpusException">The file cannot be opened, or is not UTF-8: with the line and the
    /// byte.</exception>
    public static IEnumerable<string> Read(string file, Func<TextReader, IEnumerable<string>> texts)
    {
        using var stream = Open(file);
        PassMark(stream, file);
        using var reader = new StreamReader(stream, Strict, detectEncodingFromByteOrderMarks: false);
        using var each = texts(reader).GetEnumerator();
        while (Next())
            yield return each.Current;

        RequireWholeEnd(stream, file);

        bool Next()
        {
            try
            {
                return each.MoveNext();
            }
            catch (DecoderFallbackException cause)
            {
                throw new CorpusException($"{file} is not UTF-8: {FilePlace.OfBadByte(file)}.", cause);
            }
        }
    }

    /// <summary>Opens a file for reading from start to end.</summary>
    /// <exception cref="CorpusException">It cannot be opened: a sentence with its path.</exception>
    public static FileStream Open(string file)
    {
        try
        {
            return new FileStream(
                file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException($"{file} cannot be read: {cause.Message.TrimEnd('.')}.", cause);
        }
    }

    // A reader drops the beginning of a character that the file ends in.
    private static void RequireWholeEnd(FileStream stream, string file)
    {
        Span<byte> end = stackalloc byte[4];
        stream.Position = Math.Max(0, stream.Length - end.Length);
        end = end[..stream.ReadAtLeast(end, end.Length, throwOnEndOfStream: false)];
        if (end.Length > 0 && Rune.DecodeLastFromUtf8(end, out _, out _) != OperationStatus.Done)
            throw new CorpusException($"{file} is not UTF-8: {FilePlace.OfBadByte(file)}.");
    }

    // A reader that finds a mark itself goes on with an encoding that lets every byte pass.
    private static void PassMark(FileStream stream, string file)
    {
        Span<byte> mark = stackalloc byte[4];
        mark = mark[..stream.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false)];
        stream.Position = mark is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
        var encoding = mark switch
        {
            [0xFF, 0xFE, 0, 0] or [0, 0, 0xFE, 0xFF] => "UTF-32",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "UTF-16",
            _ => null,
        };
        if (encoding is not null)
        {
            throw new CorpusException(
                $"{file} is {encoding}, as its first bytes {Convert.ToHexString(mark[..2])} say, not UTF-8; "
                + $"iconv -f {encoding} -t UTF-8 makes it readable.");
        }
    }
}
