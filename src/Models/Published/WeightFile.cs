using Riverrun.Models.Checkpoints;
using static TorchSharp.torch;

namespace Riverrun.Models.Published;

/// <summary>
/// A file with weights, of which only the header is held; the tensors are read one after the other, piece by piece.
/// </summary>
internal sealed class WeightFile : IDisposable
{
    private const long ElementsAtATime = 1 << 20;
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly long _start;

    private WeightFile(string path, FileStream stream, SafeTensorHeader header)
    {
        (_path, _stream, _start) = (path, stream, stream.Position);
        Entries = header.Entries.ToDictionary(entry => entry.Name);
    }

    /// <summary>What is in it, by name.</summary>
    public IReadOnlyDictionary<string, SafeTensorEntry> Entries { get; }

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="PublishedModelException">It is missing, is no safetensors file, or has not all of its
    /// bytes.</exception>
    public static WeightFile Open(string path)
    {
        var stream = PublishedFiles.Open(path);
        try
        {
            var header = SafeTensorHeader.Read(stream);
            var data = header.Entries.Count == 0 ? 0 : header.Entries[^1].End;
            var (due, found) = (stream.Position + data, stream.Length);
            return due == found
                ? new WeightFile(path, stream, header)
                : throw new PublishedModelException($"{path} has {found} bytes; by its header it must have {due}.");
        }
        catch (Exception cause)
        {
            stream.Dispose();
            throw cause is InvalidDataException or IOException
                ? new PublishedModelException($"{path} is no file of weights: {cause.Message}", cause)
                : cause;
        }
    }

    /// <summary>
    /// Writes a tensor into <paramref name="target"/>, one dimension of float32, on whatever device it is.
    /// </summary>
    /// <exception cref="PublishedModelException">
    /// The tensor has another shape or a type that is not read, or holds NaN or an infinity.
    /// </exception>
    public void Copy(string name, IReadOnlyList<long> shape, Tensor target)
    {
        var entry = Entries[name];
        if (!entry.Shape.SequenceEqual(shape))
            throw new PublishedModelException(
                $"{_path} has {name} of shape [{string.Join(", ", entry.Shape)}]; by {PublishedConfig.FileName}, and "
                + "for rows of tokens "
                + $"by the tokenizer, it must have [{string.Join(", ", shape)}].");
        var type = entry.DType switch
        {
            "F32" => ScalarType.Float32,
            "BF16" => ScalarType.BFloat16,
            "F16" => ScalarType.Float16,
            _ => throw new PublishedModelException(
                $"{_path} has {name} of type {entry.DType}; weights must be F32, BF16 or F16."),
        };
        _stream.Position = _start + entry.Start;
        for (long at = 0, length = target.numel(); at < length; at += ElementsAtATime)
        {
            using var scope = NewDisposeScope();
            var piece = empty(Math.Min(ElementsAtATime, length - at), dtype: type);
            _stream.ReadExactly(piece.bytes);
            if (!piece.isfinite().all().item<bool>())
                throw new PublishedModelException(
                    $"{_path} has NaN or an infinity in {name}; nothing can be trained from it.");
            target.narrow(0, at, piece.numel()).copy_(piece);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
