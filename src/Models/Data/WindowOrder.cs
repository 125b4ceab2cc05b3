using Riverrun.Models.Seeds;

namespace Riverrun.Models.Data;

/// <summary>
/// The order in which training reads a split: every epoch cuts it into windows from another offset and visits them in
/// another order, each once. A pure function of (seed, position), in constant time.
/// </summary>
/// <remarks>
/// Windows are <c>context + 1</c> tokens long and <c>context</c> apart: a window's last token is the first of the next,
/// so that every token is predicted once.
/// </remarks>
internal readonly struct WindowOrder
{
    private const int Rounds = 6;
    private readonly long _tokens;
    private readonly int _context;

    /// <summary>
    /// The order over a split of <paramref name="tokens"/> tokens, at least <paramref name="context"/> + 1.
    /// </summary>
    public WindowOrder(long tokens, int context)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tokens, context + 1L);
        (_tokens, _context) = (tokens, context);
        WindowsPerEpoch = Math.Max(1, (tokens - context) / context);
    }

    /// <summary>Windows in an epoch: as many as fit behind any offset.</summary>
    public long WindowsPerEpoch { get; }

    /// <summary>The first token of the window at <paramref name="position"/>.</summary>
    public long Start(long seed, long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var (epoch, index) = Math.DivRem(position, WindowsPerEpoch);
        var key = StableHash.Of((ulong)seed, (ulong)epoch);
        var slack = _tokens - 1 - (WindowsPerEpoch * _context);
        var offsets = (ulong)Math.Min(_context, slack + 1);
        return (long)(StableHash.Of(key, Rounds) % offsets) + (Permute(index, WindowsPerEpoch, key) * _context);
    }

    /// <summary>
    /// The image of <paramref name="index"/> under a pseudo-random permutation of [0, <paramref name="count"/>): a
    /// Feistel network that walks its cycle until it is back in range.
    /// </summary>
    internal static long Permute(long index, long count, ulong key)
    {
        var halfBits = (64 - long.LeadingZeroCount(Math.Max(1, count - 1)) + 1) / 2;
        var mask = (1L << (int)halfBits) - 1;
        do
        {
            var (left, right) = (index >> (int)halfBits, index & mask);
            for (var round = 0; round < Rounds; round++)
            {
                var mixed = (long)StableHash.Of(key + (ulong)round, (ulong)right) & mask;
                (left, right) = (right, left ^ mixed);
            }

            index = (left << (int)halfBits) | right;
        }
        while (index >= count);

        return index;
    }
}
