using System.Numerics;
using System.Runtime.InteropServices;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Models.Training;

/// <summary>
/// Looks for NaN and infinities in a state's bytes: one pass over host memory, some milliseconds for 100 MB. A step's
/// loss is computed before its update, so what the last update of a budget did shows nowhere else.
/// </summary>
public static class Finiteness
{
    /// <summary>What to try, for whoever's training blew up.</summary>
    public const string Advice = "a lower learning-rate.peak, a longer warm-up or z-loss may help.";

    /// <summary>Refuses a state that is not finite.</summary>
    /// <param name="tensors">Its tensors.</param>
    /// <param name="step">Steps that were taken.</param>
    /// <exception cref="NonFiniteStateException">It is not: a sentence with the step and the first such
    /// tensor.</exception>
    internal static void Require(IEnumerable<SafeTensor> tensors, long step)
    {
        if (tensors.FirstOrDefault(tensor => !IsFinite(tensor)) is { } wrong)
            throw new NonFiniteStateException(
                $"The state after {step} steps has NaN or infinity in {wrong.Name}; {Advice}");
    }

    /// <summary>Whether every element is a number.</summary>
    internal static bool IsFinite(SafeTensor tensor) => tensor.DType switch
    {
        "F32" => NoneHas(MemoryMarshal.Cast<byte, uint>(tensor.Data.Span), 0x7F80_0000u),
        "F64" => NoneHas(MemoryMarshal.Cast<byte, ulong>(tensor.Data.Span), 0x7FF0_0000_0000_0000ul),
        "BF16" => NoneHas(MemoryMarshal.Cast<byte, ushort>(tensor.Data.Span), (ushort)0x7F80),
        "F16" => NoneHas(MemoryMarshal.Cast<byte, ushort>(tensor.Data.Span), (ushort)0x7C00),
        _ => true,
    };

    // An exponent of all ones is what NaN and the infinities have in common.
    private static bool NoneHas<T>(ReadOnlySpan<T> elements, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        var mask = new Vector<T>(exponent);
        var wide = MemoryMarshal.Cast<T, Vector<T>>(elements);
        foreach (var several in wide)
        {
            if (Vector.EqualsAny(several & mask, mask))
                return false;
        }

        foreach (var element in elements[(wide.Length * Vector<T>.Count)..])
        {
            if ((element & exponent) == exponent)
                return false;
        }

        return true;
    }
}
