using System.Security.Cryptography;
using System.Text;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data.Sources;

namespace Riverrun.Models.Data.TokenFiles;

/// <summary>
/// A directory of token files, each named by the hash of what it was made of. Any number of processes may share it:
/// files appear whole, and two that make the same one write the same bytes.
/// </summary>
/// <remarks>
/// Hashing a large corpus takes long, so a note per look of its files (<see cref="SourceLook"/>) says its hash.
/// </remarks>
internal sealed class TokenCache(string directory, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The tokens of <paramref name="source"/>, made when they are not there or not whole.</summary>
    /// <param name="source">The text.</param>
    /// <param name="tokenizer">What turns it into tokens.</param>
    /// <param name="tokenizerIdentity">All that decides the tokenizer's output.</param>
    /// <param name="cancel">Gives up; nothing half made is left.</param>
    /// <exception cref="CorpusException">The source cannot be read, or changes meanwhile.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public TokenFile Open(
        ITextSource source, ITokenizer tokenizer, string tokenizerIdentity, CancellationToken cancel = default) =>
        Open(source, tokenizer, tokenizerIdentity, new CorpusMeter(source.Name, progress: null), cancel);

    /// <summary>The same, and tells <paramref name="meter"/> how far the making is.</summary>
    public TokenFile Open(
        ITextSource source, ITokenizer tokenizer, string tokenizerIdentity, CorpusMeter meter, CancellationToken cancel)
    {
        Directory.CreateDirectory(directory);
        var look = SourceLook.Of(source);
        var isSettled = look.IsSettled(_time.GetUtcNow());
        var recipe = $"token file 1\n{source.Extraction}\n{tokenizerIdentity}\n";
        var note = Path.Combine(directory, HashOf(recipe + look.Text) + ".source");
        if (isSettled && File.Exists(note) && TokenFile.TryOpen(PathOf(File.ReadAllText(note))) is { } known)
            return known;

        PendingFile.RemoveAbandoned(directory);
        var content = HashOf(recipe + look.Contents(meter, cancel));
        var file = TokenFile.TryOpen(PathOf(content));
        if (file is null)
        {
            TokenFileWriter.Write(PathOf(content), source, tokenizer, meter, look.RequireUnchanged, cancel);
            file = TokenFile.TryOpen(PathOf(content))
                ?? throw new IOException(
                    $"{PathOf(content)} was written and cannot be read back; its disk may be failing.");
        }

        if (isSettled)
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

    private static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
