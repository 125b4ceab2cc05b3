using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Riverrun.Models.Data.TokenFiles;

/// <summary>A tokenised corpus on disk, mapped into memory. Reading is safe from any thread.</summary>
internal sealed class TokenFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private TokenFile(string name, TokenFileHeader header, MemoryMappedFile file)
    {
        (Name, Header) = (name, header);
        _file = file;
        _view = file.CreateViewAccessor(0, header.FileBytes, MemoryMappedFileAccess.Read);
    }

    /// <summary>
    /// Its name without what says that it is a token file: in a cache, the hash of what it was made of.
    /// </summary>
    public string Name { get; }

    /// <summary>How much of what is in it.</summary>
    public TokenFileHeader Header { get; }

    /// <summary>The file at <paramref name="path"/>, or null when there is none or it is not whole.</summary>
    public static TokenFile? TryOpen(string path)
    {
        if (!File.Exists(path))
            return null;

        using var stream =
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Span<byte> bytes = stackalloc byte[TokenFileHeader.Size];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return TokenFileHeader.Parse(bytes[..read]) is { } header && stream.Length == header.FileBytes
            ? new TokenFile(
                Path.GetFileNameWithoutExtension(path),
                header,
                MemoryMappedFile.CreateFromFile(
                    stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false))
            : null;
    }

    /// <summary>Copies the tokens from <paramref name="start"/> on, counted over both splits.</summary>
    public void Read(long start, Span<int> tokens)
    {
        var offset = (ulong)(TokenFileHeader.Size + (start * Header.BytesPerToken));
        if (Header.BytesPerToken == sizeof(int))
        {
            _view.SafeMemoryMappedViewHandle.ReadSpan(offset, tokens);
            return;
        }

        // The narrow tokens land in the second half of the wide ones' memory, which widening from the front never
        // overtakes.
        var narrow = MemoryMarshal.Cast<int, ushort>(tokens)[tokens.Length..];
        _view.SafeMemoryMappedViewHandle.ReadSpan(offset, narrow);
        for (var i = 0; i < tokens.Length; i++)
            tokens[i] = narrow[i];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
