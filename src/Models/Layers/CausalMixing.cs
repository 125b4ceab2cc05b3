using Riverrun.Models.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Layers;

/// <summary>
/// softmax(Q Kᵀ / sqrt(D) + M) V with -∞ in M above the diagonal (Vaswani et al. 1706.03762, eq. 1 and §3.2.3), in one
/// of two forms that agree up to rounding.
/// </summary>
internal static class CausalMixing
{
    /// <summary>Longest window whose scores are written out.</summary>
    public const long LongestWrittenOut = 512;

    /// <summary>Mixes values by scores; all (B, H, T, D).</summary>
    public static Tensor Of(Tensor queries, Tensor keys, Tensor values) =>
        // On a processor the fused kernel works in many small products, at half the speed of a few large ones; it wins
        // where the scores (B, H, T, T) no longer fit the caches.
        queries.device_type == DeviceType.CPU && queries.shape[2] <= LongestWrittenOut
            ? WrittenOut(queries, keys, values)
            : Fused(queries, keys, values);

    /// <summary>In libtorch's kernel, which never holds all scores (Dao et al. 2205.14135).</summary>
    public static Tensor Fused(Tensor queries, Tensor keys, Tensor values) =>
        nn.functional.scaled_dot_product_attention(queries, keys, values, is_casual: true);

    /// <summary>In three operators.</summary>
    public static Tensor WrittenOut(Tensor queries, Tensor keys, Tensor values)
    {
        using var scope = NewDisposeScope();
        var time = queries.shape[2];
        var future = full([time, time], HeldScalars.NegativeInfinity, queries.dtype, queries.device).triu_(1);
        using var scale = (1 / Math.Sqrt(queries.shape[3])).ToScalar();
        var scores = Products(queries * scale, keys.transpose(-2, -1)); // (B, H, T, T)
        return Products(scores.add_(future, HeldScalars.One).softmax(-1), values).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// (B, H, N, M) times (B, H, M, P), as matmul computes it, whose errors end the process: these are what memory is
    /// too small for.
    /// </summary>
    private static Tensor Products(Tensor left, Tensor right)
    {
        var (batch, heads, rows, columns) = (left.shape[0], left.shape[1], left.shape[2], right.shape[3]);
        return left.reshape(batch * heads, rows, left.shape[3])
            .bmm(right.reshape(batch * heads, right.shape[2], columns))
            .view(batch, heads, rows, columns);
    }
}
