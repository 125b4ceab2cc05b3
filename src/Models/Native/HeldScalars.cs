using TorchSharp;

namespace Riverrun.Models.Native;

/// <summary>
/// Scalars that are never collected. TorchSharp turns a number into a temporary object and hands only its address to
/// libtorch, so that a collection in between frees what libtorch is about to read: a wrong number, or a crash, once
/// in many thousand steps. Whatever runs in a step holds its scalars in a field, in <c>using</c>, or here; and
/// calls <c>add(x, alpha)</c> and <c>x * x</c>, since <c>+</c> and <c>square</c> make scalars of their own.
/// </summary>
internal static class HeldScalars
{
    /// <summary>1.</summary>
    public static Scalar One { get; } = 1.ToScalar();

    /// <summary>-∞.</summary>
    public static Scalar NegativeInfinity { get; } = double.NegativeInfinity.ToScalar();
}
