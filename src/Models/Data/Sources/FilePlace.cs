using System.Buffers;
using System.Globalization;
using System.Text;

namespace Riverrun.Models.Data.Sources;

/// <summary>
/// Where in a file something is wrong, in a person's words. Readers see buffers, not the file; when one has failed,
/// the file is
/// looked at once more, byte by byte.
/// </summary>
internal static class FilePlace
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// The first byte that makes the file no UTF-8: its line, its place in the file, from 0, and its value.
    /// </summary>
    public static string OfBadByte(string file)
    {
        var (line, at, pending) = (1L, 0L, 0);
        var buffer = new byte[1 << 16];
        using var stream = Utf8Text.Open(file);
        while (true)
        {
            var read = stream.ReadAtLeast(buffer.AsSpan(pending), buffer.Length - pending, throwOnEndOfStream: false);
            var rest = buffer.AsSpan(0, pending + read);
            var isLast = rest.Length < buffer.Length;
            while (rest.Length > 0)
            {
                var outcome = Rune.DecodeFromUtf8(rest, out var rune, out var bytes);
                if (outcome == OperationStatus.NeedMoreData && !isLast)
                    break; // The character goes on behind the buffer.

                if (outcome == OperationStatus.NeedMoreData)
                    return string.Create(
                        CultureInfo.InvariantCulture,
                        $"line {line}, byte offset {at}, begins a character and ends the file");

                if (outcome == OperationStatus.InvalidData)
                    return string.Create(
                        CultureInfo.InvariantCulture, $"line {line}, byte offset {at}, is 0x{rest[0]:X2}");

                line += rune.Value == '\n' ? 1 : 0;
                at += bytes;
                rest = rest[bytes..];
            }

            if (isLast)
                return "it has changed since it was read";

            pending = rest.Length;
            rest.CopyTo(buffer);
        }
    }

    /// <summary>
    /// The place in the file, from 0, of the first byte of a line, as <see cref="TextReader.ReadLine"/> counts lines,
    /// from 1.
    /// </summary>
    public static long OfLine(string file, long number)
    {
        using var stream = Utf8Text.Open(file);
        Span<byte> first = stackalloc byte[3];
        stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        var at = first.SequenceEqual(Mark) ? 3L : 0;
        stream.Position = at;
        for (var (line, last) = (1L, 0); line < number || last == '\r'; at++)
        {
            var value = stream.ReadByte();
            if (value < 0 || (line == number && value != '\n'))
                break;

            line += value == '\r' || (value == '\n' && last != '\r') ? 1 : 0;
            last = value;
        }

        return at;
    }
}
