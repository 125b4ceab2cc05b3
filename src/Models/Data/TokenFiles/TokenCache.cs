using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data.Sources;

namespace Riverrun.Models.Data.TokenFiles;

/// <summary>
/// A directory of token files, each named by the hash of what it was made of. Any number of processes may share it: files appear
/// whole, and two that make the same one write the same bytes.
/// </summary>
/// <remarks>
/// Hashing a large corpus takes long, so a note per set of (path, length, time of change) says which content hash it had.
/// </remarks>
internal sealed class TokenCache(string directory)
{
    /// <summary>The tokens of <paramref name="source"/>, made when they are not there or not whole.</summary>
    /// <param name="source">The text.</param>
    /// <param name="tokenizer">What turns it into tokens.</param>
    /// <param name="tokenizerIdentity">All that decides the tokenizer's output.</param>
    /// <exception cref="CorpusException">The source cannot be read.</exception>
    public TokenFile Open(ITextSource source, ITokenizer tokenizer, string tokenizerIdentity)
    {
        Directory.CreateDirectory(directory);
        var recipe = $"token file 1\n{source.Extraction}\n{tokenizerIdentity}\n";
        var note = Path.Combine(directory, HashOf(recipe + Appearance(source)) + ".source");
        if (File.Exists(note) && TokenFile.TryOpen(PathOf(File.ReadAllText(note))) is { } known)
            return known;

        PendingFile.RemoveAbandoned(directory);
        var content = HashOf(recipe + Contents(source));
        var file = TokenFile.TryOpen(PathOf(content));
        if (file is null)
        {
            TokenFileWriter.Write(PathOf(content), source, tokenizer);
            file = TokenFile.TryOpen(PathOf(content))
                ?? throw new IOException($"{PathOf(content)} was written and cannot be read back; its disk may be failing.");
        }

        Note(note, content);
        return file;
    }

    private string PathOf(string content) => Path.Combine(directory, Path.GetFileName(content.Trim()) + ".tokens");

    private static void Note(string path, string content)
    {
        using var file = PendingFile.Create(Path.GetDirectoryName(path)!); // a file's path has a directory
        file.Stream.Write(Encoding.ASCII.GetBytes(content));
        file.Commit(path);
    }

    private static string Appearance(ITextSource source)
    {
        var lines = new StringBuilder();
        foreach (var file in source.Files.Select(path => new FileInfo(path)))
            lines.Append(CultureInfo.InvariantCulture, $"{file.FullName}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n");

        return lines.ToString();
    }

    private static string Contents(ITextSource source)
    {
        var lines = new StringBuilder();
        foreach (var path in source.Files)
        {
            using var stream = File.OpenRead(path);
            lines.Append(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} {Convert.ToHexStringLower(SHA256.HashData(stream))}\n");
        }

        return lines.ToString();
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
