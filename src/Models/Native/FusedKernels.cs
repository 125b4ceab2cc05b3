using Riverrun.Models.Plans;
using static TorchSharp.torch;

namespace Riverrun.Models.Native;

/// <summary>
/// Operators of libtorch that TorchSharp does not wrap, reached through a compiled script. A script that does not
/// parse ends the process: these are fixed and tested. Lists come in as arguments, for an operator that
/// changes a list built inside a script changes nothing.
/// </summary>
internal static class FusedKernels
{
    private const string Script = """
        def adamw(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], none: List[Tensor], t: List[Tensor], n: Tensor, divisor: Tensor):
            torch._fused_adamw_(p, g, m, v, none, t, lr=float(n[0]), beta1=float(n[1]), beta2=float(n[2]), weight_decay=float(n[3]), eps=float(n[4]), amsgrad=False, maximize=False, grad_scale=divisor, found_inf=None)
            return t[0]

        """;

    private static readonly Lazy<jit.CompilationUnit> Compiled = new(() => jit.compile(Script));

    /// <summary>One step of AdamW in place; gradients are divided by <paramref name="divisor"/> first.</summary>
    /// <param name="values">Parameters; changed.</param>
    /// <param name="gradients">Their gradients; changed.</param>
    /// <param name="first">First moments; changed.</param>
    /// <param name="second">Second moments; changed.</param>
    /// <param name="steps">Steps taken, this one included; float32 without dimensions.</param>
    /// <param name="learningRate">The rate.</param>
    /// <param name="config">Betas and epsilon.</param>
    /// <param name="weightDecay">The parameters shrink by this times the rate.</param>
    /// <param name="divisor">float32 without dimensions.</param>
    public static void AdamW(
        Tensor values,
        Tensor gradients,
        Tensor first,
        Tensor second,
        Tensor steps,
        double learningRate,
        OptimizerConfig.AdamW config,
        double weightDecay,
        Tensor divisor)
    {
        using var scope = NewDisposeScope();
        // Numbers come as tensors: see HeldScalars.
        var numbers =
            tensor([learningRate, config.Beta1, config.Beta2, weightDecay, config.Epsilon], dtype: ScalarType.Float64);
        _ = Compiled.Value.invoke(
            "adamw", (Tensor[])[values], (Tensor[])[gradients], (Tensor[])[first], (Tensor[])[second],
            Array.Empty<Tensor>(), (Tensor[])[steps], numbers, divisor);
    }
}
