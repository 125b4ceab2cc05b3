using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Riverrun.Models.Training.Births;

/// <summary>
/// Elements of floating-point tensors, read as float64 and rounded back once, to the nearest and from a tie to even.
/// </summary>
internal static class FloatElements
{
    /// <summary>Whether a type of a stored tensor is one of these.</summary>
    public static bool AreIn(string dtype) => dtype is "F64" or "F32" or "F16" or "BF16";

    /// <summary>
    /// Adds coefficient times element to each sum. Two roundings each: the compiler may not fuse them.
    /// </summary>
    public static void AddTo(Span<double> sums, string dtype, ReadOnlySpan<byte> elements, double coefficient)
    {
        switch (dtype)
        {
            case "F64":
                var doubles = MemoryMarshal.Cast<byte, double>(elements);
                for (var i = 0; i < sums.Length; i++)
                    sums[i] += coefficient * doubles[i];
                break;
            case "F32":
                var floats = MemoryMarshal.Cast<byte, float>(elements);
                for (var i = 0; i < sums.Length; i++)
                    sums[i] += coefficient * floats[i];
                break;
            case "F16":
                var halves = MemoryMarshal.Cast<byte, Half>(elements);
                for (var i = 0; i < sums.Length; i++)
                    sums[i] += coefficient * (double)halves[i];
                break;
            case "BF16":
                var upper = MemoryMarshal.Cast<byte, ushort>(elements);
                for (var i = 0; i < sums.Length; i++)
                    sums[i] += coefficient * BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                break;
            default:
                throw new UnreachableException($"Elements of type {dtype} are not summed.");
        }
    }

    /// <summary>The sums as elements of a type.</summary>
    public static byte[] Rounded(ReadOnlySpan<double> sums, string dtype)
    {
        switch (dtype)
        {
            case "F64":
                return MemoryMarshal.AsBytes(sums).ToArray();
            case "F32":
                var floats = new float[sums.Length];
                for (var i = 0; i < floats.Length; i++)
                    floats[i] = (float)sums[i];
                return MemoryMarshal.AsBytes(floats.AsSpan()).ToArray();
            case "F16":
                var halves = new Half[sums.Length];
                for (var i = 0; i < halves.Length; i++)
                    halves[i] = (Half)sums[i];
                return MemoryMarshal.AsBytes(halves.AsSpan()).ToArray();
            case "BF16":
                var upper = new ushort[sums.Length];
                for (var i = 0; i < upper.Length; i++)
                    upper[i] = Upper(sums[i]);
                return MemoryMarshal.AsBytes(upper.AsSpan()).ToArray();
            default:
                throw new UnreachableException($"Sums are not rounded to type {dtype}.");
        }
    }

    /// <summary>
    /// The nearest bfloat16. By way of a float32 that is rounded to odd, where the last bit says that something was cut
    /// off: rounding twice to the nearest would lose the ties.
    /// </summary>
    private static ushort Upper(double value)
    {
        var near = (float)value;
        var bits = BitConverter.SingleToUInt32Bits(near);

        if (!float.IsFinite(near))
            return (ushort)(float.IsNaN(near) ? 0x7FC0 : bits >> 16);

        if (near != value)
            bits = (Math.Abs((double)near) > Math.Abs(value) ? bits - 1 : bits) | 1;

        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
