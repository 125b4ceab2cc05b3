using Riverrun.Models.Checkpoints;

namespace Riverrun.Models.Training.Births;

/// <summary>The bytes of a merge, computed while they are read: see <see cref="CheckpointMerge"/>.</summary>
internal sealed class MergedStream : Stream
{
    private const int BlockElements = 1 << 16;

    private readonly IReadOnlyList<MergedSource> _sources;
    private readonly Queue<SafeTensorEntry> _ahead;
    private readonly double[] _sums = new double[BlockElements];
    private byte[] _block;
    private int _taken;
    private long _left;
    private SafeTensorEntry? _current;

    /// <summary>The merge of sources that hold the same model.</summary>
    public MergedStream(IReadOnlyList<MergedSource> sources)
    {
        _sources = sources;
        _ahead = new Queue<SafeTensorEntry>(Last.Header.Entries);
        _block = Last.Header.Bytes;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private MergedSource Last => _sources[^1];

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_taken == _block.Length)
            if (!Advance())
                return 0;

        var copied = Math.Min(buffer.Length, _block.Length - _taken);
        _block.AsSpan(_taken, copied).CopyTo(buffer);
        _taken += copied;

        return copied;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Makes the next block; false at the end of the last tensor.</summary>
    private bool Advance()
    {
        if (_left == 0)
        {
            if (!_ahead.TryDequeue(out _current))
                return false;

            _left = _current.Elements;
            foreach (var source in MergedSource.IsMerged(_current) ? _sources : [Last])
                source.GoTo(_current);
        }

        var tensor = _current!; // Elements are left of it: the lines above.
        var elements = (int)Math.Min(_left, BlockElements);
        _left -= elements;
        (_block, _taken) =
            (MergedSource.IsMerged(tensor) ? Sum(tensor.DType, elements) : Last.Take(tensor, elements), 0);

        return true;
    }

    private byte[] Sum(string dtype, int elements)
    {
        var sums = _sums.AsSpan(0, elements);
        sums.Clear();
        foreach (var source in _sources)
            // The caller has set it.
            FloatElements.AddTo(sums, dtype, source.Take(_current!, elements), source.Coefficient);

        return FloatElements.Rounded(sums, dtype);
    }
}
