using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Riverrun.Models.Data.Sources;

namespace Riverrun.Models.Data.TokenFiles;

/// <summary>How the files of a source looked before they were read, behind every link.</summary>
/// <remarks>
/// Bytes that changed show in length, time of change or inode; where a writer has set the old time again, in the time
/// that the system
/// keeps for itself (Linux). What remains: a change within the grain of the file system's clock, which is why a file
/// that has
/// changed within <see cref="Grain"/> is not known by its look; and, elsewhere than on Linux, a rewrite of the same
/// length whose
/// time was set back.
/// </remarks>
internal sealed class SourceLook
{
    /// <summary>Longer than any file system's clock takes to its next tick (FAT: two seconds).</summary>
    public static readonly TimeSpan Grain = TimeSpan.FromSeconds(4);

    private const int BufferBytes = 1 << 20;
    private readonly ITextSource _source;
    private readonly IReadOnlyList<FileStatus> _files;

    private SourceLook(ITextSource source, IReadOnlyList<FileStatus> files) => (_source, _files) = (source, files);

    /// <summary>How they look now.</summary>
    /// <exception cref="CorpusException">A file is not there or may not be read.</exception>
    public static SourceLook Of(ITextSource source) => new(source, [.. source.Files.Select(FileStatus.Of)]);

    /// <summary>All of it in a text: equal where the bytes are, up to what the remarks say.</summary>
    public string Text => string.Concat(_source.Files.Zip(_files, (path, status) => $"{path}\n{status.Look}\n"));

    /// <summary>
    /// Whether every file was last changed so long before <paramref name="now"/> that a later change would show.
    /// </summary>
    public bool IsSettled(DateTimeOffset now)
    {
        var latest = (now - Grain - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        return _files.All(file => (file.Changed > 0 ? file.Changed : file.Modified) < latest);
    }

    /// <summary>Refuses a source whose files look otherwise now: what was read of them is of no one state.</summary>
    /// <exception cref="CorpusException">One does.</exception>
    public void RequireUnchanged()
    {
        foreach (var (path, before) in _source.Files.Zip(_files))
        {
            if (FileStatus.Of(path) != before)
                throw new CorpusException(
                    $"{path} changed while it was read; a corpus can be read once its files are complete.");
        }
    }

    /// <summary>A line for each file that says what is in it, by its hash, and what its name decides.</summary>
    /// <exception cref="CorpusException">A file cannot be read.</exception>
    public string Contents(CorpusMeter meter, CancellationToken cancel)
    {
        meter.Begin(CorpusPass.Hashing, _files.Sum(file => file.Length));
        var lines = new StringBuilder();
        foreach (var path in _source.Files)
            lines.Append(CultureInfo.InvariantCulture, $"{_source.Role(path)} {HashOf(path, meter, cancel)}\n");

        return lines.ToString();
    }

    private static string HashOf(string path, CorpusMeter meter, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stream = Utf8Text.Open(path);
        var buffer = new byte[BufferBytes];
        for (int read; (read = stream.Read(buffer)) > 0; hash.AppendData(buffer, 0, read))
        {
            cancel.ThrowIfCancellationRequested();
            meter.Add(read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
