using System.Text.Json;

namespace Riverrun.Models.Checkpoints;

/// <summary>A tensor as the header of a safetensors file describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">The type of its elements.</param>
/// <param name="Shape">Sizes of its dimensions.</param>
/// <param name="Start">The first of its bytes, counted from the end of the header.</param>
/// <param name="End">The first byte after it.</param>
internal sealed record SafeTensorEntry(string Name, string DType, IReadOnlyList<long> Shape, long Start, long End)
{
    /// <summary>Bytes that it has.</summary>
    public long Bytes => End - Start;

    /// <summary>Bytes of one of its elements.</summary>
    public int ElementBytes => SafeTensor.ElementBytes(DType);

    /// <summary>Elements that it has.</summary>
    public long Elements => Bytes / ElementBytes;

    /// <summary>Reads a member of the header.</summary>
    /// <exception cref="InvalidDataException">It describes no tensor.</exception>
    public static SafeTensorEntry Of(JsonProperty property)
    {
        try
        {
            var value = property.Value;
            var dtype = value.GetProperty("dtype").GetString() ?? "";
            long[] shape = [.. value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            long[] offsets =
                [.. value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
            if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0])
                throw new InvalidDataException(
                    $"Tensor '{property.Name}' has data_offsets [{string.Join(", ", offsets)}]; they must be its "
                        + "start and its end.");

            if (SafeTensor.SizeInBytes(dtype, shape) != offsets[1] - offsets[0])
            {
                throw new InvalidDataException(
                    $"Tensor '{property.Name}' of type {dtype} and shape [{string.Join(", ", shape)}] spans "
                    + $"{offsets[1] - offsets[0]} bytes, which do not fit.");
            }

            return new SafeTensorEntry(property.Name, dtype, shape, offsets[0], offsets[1]);
        }
        catch (Exception cause) when (cause is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                $"Tensor '{property.Name}' is not described by a dtype, a shape and data_offsets of whole numbers.",
                cause);
        }
    }
}
