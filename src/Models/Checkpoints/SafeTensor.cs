namespace Riverrun.Models.Checkpoints;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Unique in the file; not <c>__metadata__</c>.</param>
/// <param name="DType">The element type as the format names it: <c>F32</c>, <c>F64</c>, <c>I64</c>; published weights
/// also come as <c>BF16</c> or <c>F16</c>.</param>
/// <param name="Shape">Sizes of the dimensions, none below 0; empty for a scalar.</param>
/// <param name="Data">The elements, row-major and little-endian.</param>
public sealed record SafeTensor(string Name, string DType, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>Bytes of one element, or 0 for a type that is not known here.</summary>
    internal static int ElementBytes(string dtype) => dtype switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" => 1,
        _ => 0,
    };

    /// <summary>
    /// Bytes that a tensor of this type and shape has, or null when there is no such tensor or it is too large to
    /// count.
    /// </summary>
    internal static long? SizeInBytes(string dtype, IReadOnlyList<long> shape)
    {
        Int128 bytes = ElementBytes(dtype);
        if (bytes == 0 || shape.Any(size => size < 0))
            return null;

        if (shape.Contains(0))
            return 0;

        foreach (var size in shape)
        {
            bytes *= size;
            if (bytes > long.MaxValue)
                return null;
        }

        return (long)bytes;
    }
}
