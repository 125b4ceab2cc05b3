using System.Globalization;

namespace Riverrun.Host.Api;

/// <summary>The headers of a resumable upload.</summary>
internal static class UploadHeaders
{
    /// <summary>Bytes that the coordinator has.</summary>
    public const string Offset = "Upload-Offset";

    /// <summary>Bytes that the blob has.</summary>
    public const string Length = "Upload-Length";

    /// <summary>Bytes that one request may bring.</summary>
    public const int LargestChunkBytes = 8 << 20;

    /// <summary>Reads a count of bytes; null when the text is none.</summary>
    public static long? Read(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;

    /// <summary>Writes a count of bytes.</summary>
    public static string Write(long bytes) => bytes.ToString(CultureInfo.InvariantCulture);
}
