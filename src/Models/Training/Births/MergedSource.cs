using Riverrun.Models.Checkpoints;

namespace Riverrun.Models.Training.Births;

/// <summary>One checkpoint of a merge, read once from start to end.</summary>
internal sealed class MergedSource
{
    private readonly int _number;
    private readonly Stream _stream;
    private readonly Queue<SafeTensorEntry> _ahead;
    private byte[] _block = [];

    /// <summary>Reads the header.</summary>
    /// <param name="number">Its place in the merge, from 1, for people.</param>
    /// <param name="stream">The checkpoint.</param>
    /// <param name="coefficient">What its weights are multiplied by.</param>
    public MergedSource(int number, Stream stream, double coefficient)
    {
        (_number, _stream, Coefficient) = (number, stream, coefficient);
        Header = SafeTensorHeader.Read(stream);
        _ahead = new Queue<SafeTensorEntry>(Header.Entries);
    }

    public double Coefficient { get; }

    public SafeTensorHeader Header { get; }

    /// <summary>Whether a tensor is summed up; else the last checkpoint's is taken.</summary>
    public static bool IsMerged(SafeTensorEntry tensor) => StateNames.IsWeight(tensor.Name)
        && FloatElements.AreIn(tensor.DType);

    /// <summary>Refuses to be merged with a checkpoint that has other weights, or has them in another order.</summary>
    public void RequireModelOf(MergedSource last)
    {
        var (mine, its) = (Header.Entries.Where(IsMerged).ToList(), last.Header.Entries.Where(IsMerged).ToList());
        var known = mine.ToDictionary(tensor => tensor.Name);

        foreach (var tensor in its)
            if (!known.Remove(tensor.Name, out var own))
                throw Wrong($"lacks the weight '{tensor.Name}', which the last one has");
            else if (own.DType != tensor.DType || !own.Shape.SequenceEqual(tensor.Shape))
                throw Wrong($"has the weight '{tensor.Name}' as {Kind(own)}, and the last one as {Kind(tensor)}");

        if (known.Keys.Order(StringComparer.Ordinal).FirstOrDefault() is { } stranger)
            throw Wrong($"has a weight '{stranger}', which the last one lacks");

        if (!mine.Select(tensor => tensor.Name).SequenceEqual(its.Select(tensor => tensor.Name)))
            throw Wrong("holds the same weights in another order than the last one");
    }

    /// <summary>Skips to a tensor that it has.</summary>
    public void GoTo(SafeTensorEntry tensor)
    {
        while (_ahead.Dequeue() is { } own && own.Name != tensor.Name)
            Skip(own.Bytes);
    }

    /// <summary>The next elements of the tensor that it stands at.</summary>
    public byte[] Take(SafeTensorEntry tensor, int elements)
    {
        var bytes = elements * tensor.ElementBytes;
        if (_block.Length != bytes)
            _block = new byte[bytes];

        Fill(_block);
        return _block;
    }

    private void Skip(long bytes)
    {
        for (var block = new byte[Math.Min(bytes, 1 << 20)]; bytes > 0; bytes -= block.Length)
            Fill(block = block.Length <= bytes ? block : new byte[bytes]);
    }

    private void Fill(byte[] block)
    {
        if (_stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) < block.Length)
            throw Wrong("ends within its tensors");
    }

    private InvalidDataException Wrong(string what) => new($"Checkpoint {_number} of the merge {what}.");

    private static string Kind(SafeTensorEntry tensor) => $"{tensor.DType} [{string.Join(", ", tensor.Shape)}]";
}
