using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data.Sources;

namespace Riverrun.Models.Data.TokenFiles;

/// <summary>Tokenises a source into a token file.</summary>
internal static class TokenFileWriter
{
    private const string BetweenDocuments = "\n\n";

    /// <summary>Writes the file at <paramref name="path"/>; it appears there whole or not at all.</summary>
    /// <param name="path">Where.</param>
    /// <param name="source">The text; it is read twice.</param>
    /// <param name="tokenizer">What turns it into tokens.</param>
    /// <param name="meter">Is told how far it is.</param>
    /// <param name="beforeCommit">Called once everything is read: what it throws keeps the file from appearing.</param>
    /// <param name="cancel">Gives up between two passages.</param>
    /// <exception cref="CorpusException">The source cannot be read.</exception>
    public static void Write(
        string path, ITextSource source, ITokenizer tokenizer, CorpusMeter meter, Action? beforeCommit = null,
        CancellationToken cancel = default)
    {
        var heldOut = HeldOutChoice.Of(source, meter, cancel);
        var directory = Path.GetDirectoryName(path)!; // a file's path has a directory
        using var file = PendingFile.Create(directory);
        using var heldOutFile = PendingFile.Create(directory);
        file.Stream.Write(new byte[TokenFileHeader.Size]);

        var header = new TokenFileHeader(tokenizer.VocabularySize <= 1 << 16 ? sizeof(ushort) : sizeof(int), 0, 0, 0);
        using var heldOutText = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var end = tokenizer.EndOfText;
        meter.Begin(CorpusPass.Tokenising);
        foreach (var passage in source.Passages())
        {
            cancel.ThrowIfCancellationRequested();
            var text = passage.EndsDocument && end is null ? passage.Text + BetweenDocuments : passage.Text;
            var tokens = tokenizer.Encode(text);
            if (passage.EndsDocument && end is { } token)
                tokens = [.. tokens, token];

            var isHeldOut = heldOut.Contains(passage.Group);
            if (isHeldOut)
                heldOutText.AppendData(Encoding.UTF8.GetBytes(passage.Text));

            Append(isHeldOut ? heldOutFile.Stream : file.Stream, tokens, header.BytesPerToken);
            header = isHeldOut
                ? header with
                {
                    HeldOutTokens = header.HeldOutTokens + tokens.Length,
                    HeldOutTextBytes = header.HeldOutTextBytes + Encoding.UTF8.GetByteCount(text),
                }
                : header with { TrainingTokens = header.TrainingTokens + tokens.Length };
            meter.Add(Encoding.UTF8.GetByteCount(passage.Text));
        }

        header = header with
        {
            HeldOutTextDigest =
            BinaryPrimitives.ReadUInt64BigEndian(heldOutText.GetHashAndReset())
        };
        heldOutFile.Stream.Position = 0;
        heldOutFile.Stream.CopyTo(file.Stream);
        file.Stream.Position = 0;
        file.Stream.Write(header.ToBytes());
        beforeCommit?.Invoke();
        file.Commit(path);
    }

    private static void Append(Stream stream, int[] tokens, int bytesPerToken)
    {
        if (bytesPerToken == sizeof(int))
            stream.Write(MemoryMarshal.AsBytes(tokens.AsSpan()));
        else
            stream.Write(MemoryMarshal.AsBytes(Array.ConvertAll(tokens, token => (ushort)token).AsSpan()));
    }
}
