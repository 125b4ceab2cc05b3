using System.Security.Cryptography;

namespace Riverrun.Models.Checkpoints;

/// <summary>
/// Writes through to another stream and hashes what passes. When that stream fails, the rest is only counted, so that
/// the failure can say how much room was needed.
/// </summary>
/// <param name="target">Takes the bytes; it stays open.</param>
/// <param name="cancel">Looked at before every write.</param>
public sealed class HashingStream(Stream target, CancellationToken cancel) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;
    private IOException? _failure;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException("A checkpoint is written from start to end.");
    }

    /// <summary>Passes everything on and returns the digest of it.</summary>
    /// <exception cref="IOException">The target did not take all bytes.</exception>
    public CheckpointDigest Finish()
    {
        Flush();
        return _failure is null
            ? CheckpointDigest.FromHash(_hash.GetHashAndReset())
            : throw new IOException(_failure.Message, _failure);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        cancel.ThrowIfCancellationRequested();
        _length += buffer.Length;
        if (_failure is not null)
            return;

        try
        {
            target.Write(buffer);
            _hash.AppendData(buffer);
        }
        catch (IOException failure)
        {
            _failure = failure;
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
        try
        {
            if (_failure is null)
                target.Flush();
        }
        catch (IOException failure)
        {
            _failure = failure;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A checkpoint is only written here.");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("A checkpoint is written from start to end.");

    /// <inheritdoc/>
    public override void SetLength(long value) =>
        throw new NotSupportedException("A checkpoint is written from start to end.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();

        base.Dispose(disposing);
    }
}
