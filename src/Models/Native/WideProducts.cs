using System.Runtime.Intrinsics.X86;
using System.Text;
using static TorchSharp.torch;

namespace Riverrun.Models.Native;

/// <summary>
/// Makes float32 matrix products use AVX-512 on AMD processors. MKL, libtorch's default, stops at AVX2 there; oneDNN,
/// which libtorch also carries, does not, and is 2.2 times as fast on Zen 5. libtorch asks oneDNN only when it may
/// round operands to bfloat16, which oneDNN's kernels do on processors with AMX alone; a product that would show the
/// rounding proves that these do not.
/// </summary>
public static unsafe class WideProducts
{
    // at::Context::setFloat32Precision(Float32Backend, Float32Op, Float32Precision)
    private const string SetPrecision =
        "_ZN2at7Context19setFloat32PrecisionENS_14Float32BackendENS_9Float32OpENS_16Float32PrecisionE";

    // at::Float32Backend::MKLDNN, at::Float32Op::MATMUL, at::Float32Precision::IEEE and ::BF16.
    private const int Backend = 2;
    private const int Products = 3;
    private const int Exact = 1;
    private const int MayRound = 3;
    private static readonly Lazy<bool> Outcome = new(TryEnable);

    /// <summary>Whether products of this process take the wide path.</summary>
    public static bool Enabled => Outcome.Value;

    /// <summary>Turns them on for this process, once; later calls do nothing.</summary>
    public static void Enable() => _ = Outcome.Value;

    private static bool TryEnable()
    {
        if (!IsAmd() || !Avx512BW.IsSupported
            || LibTorch.Context is not { } context
            || LibTorch.Find(SetPrecision) is not { } set)
        {
            return false;
        }

        ((delegate* unmanaged<nint, int, int, int, void>)set)(context, Backend, Products, MayRound);
        if (KeepsEveryBit())
            return true;
        ((delegate* unmanaged<nint, int, int, int, void>)set)(context, Backend, Products, Exact);
        return false;
    }

    private static bool IsAmd()
    {
        if (!X86Base.IsSupported)
            return false;
        var (_, b, c, d) = X86Base.CpuId(0, 0);
        byte[] vendor = [.. BitConverter.GetBytes(b), .. BitConverter.GetBytes(d), .. BitConverter.GetBytes(c)];
        return Encoding.ASCII.GetString(vendor) == "AuthenticAMD";
    }

    /// <summary>Multiplies by the identity numbers that bfloat16 cannot hold.</summary>
    private static bool KeepsEveryBit()
    {
        const int Size = 64;
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var fine = arange(Size * Size, dtype: ScalarType.Float32).view(Size, Size) / 4096 + 1;
        var product = fine.mm(eye(Size, dtype: ScalarType.Float32));
        return (product - fine).abs().max().item<float>() == 0;
    }
}
