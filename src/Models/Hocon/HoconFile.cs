using System.Text;

namespace Riverrun.Models.Hocon;

/// <summary>Files that people write.</summary>
public static class HoconFile
{
    /// <summary>
    /// Bytes that one may have: with all its comments a spec has fewer, and a device that never ends is no file.
    /// </summary>
    private const int MostBytes = 1 << 20;

    private static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a file, without a byte order mark.</summary>
    /// <exception cref="InvalidConfigurationException">It cannot be read, is too large, or is not UTF-8.</exception>
    public static string Read(string file)
    {
        var bytes = Bytes(file);
        var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;

        try
        {
            return Strict.GetString(bytes, start, bytes.Length - start);
        }
        catch (DecoderFallbackException wrong)
        {
            var before = bytes.AsSpan(0, Math.Max(0, start + wrong.Index));
            var line = before.Count((byte)'\n') + 1;
            var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;

            throw new InvalidConfigurationException(
                new Origin(file, line, column),
                $"the byte 0x{wrong.BytesUnknown?.FirstOrDefault() ?? 0:X2} begins no letter of UTF-8; store the file "
                    + "as UTF-8.");
        }
    }

    private static byte[] Bytes(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var bytes = new byte[MostBytes + 1];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);

            return read <= MostBytes
                ? bytes[..read]
                : throw new InvalidConfigurationException(
                    $"{file} has more than {MostBytes} bytes; a spec or configuration has fewer.");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new InvalidConfigurationException(
                $"{file} cannot be read ({cause.Message.TrimEnd('.')}); name a file that can be.");
        }
    }
}
