using System.Runtime.InteropServices;

namespace Riverrun.Models.Seeds;

/// <summary>
/// Hashes that are the same in every process, unlike <see cref="object.GetHashCode"/>; for choices, not for security.
/// </summary>
internal static class StableHash
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    /// <summary>
    /// The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection that changes half the bits when one
    /// changes.
    /// </summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>The hash of a number under a key.</summary>
    public static ulong Of(ulong key, ulong value) => Mix(Mix(key + GoldenRatio) ^ (value * GoldenRatio));

    /// <summary>The hash of a text's UTF-16 code units: FNV-1a, then mixed.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var unit in MemoryMarshal.Cast<char, ushort>(text))
            hash = (hash ^ unit) * 0x100000001B3;

        return Mix(hash);
    }
}
