using System.Runtime.InteropServices;
using Riverrun.Models.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Native;

/// <summary>
/// Computes one product, one gradient and one step of AdamW with the libtorch of this process, and compares them with
/// what they must be.
/// Functions may have the right names where the layout of what they are handed has changed, so try a libtorch that
/// was not made for
/// this build in a process that may end.
/// </summary>
public static class LibTorchTrial
{
    private const double Rate = 0.25;

    /// <summary>Tries it on the processor, and on the first GPU where there is one.</summary>
    /// <exception cref="UnusableLibTorchException">It cannot be loaded, has another version, or computes something
    /// else.</exception>
    public static LibTorchReport Run()
    {
        LibTorch.Open();
        var version = LibTorch.Version;

        if (version != LibTorch.MadeFor)
            throw Refusal($"whose libtorch is of version {version ?? "unknown"}");

        var told = LibTorch.Configuration ?? "";
        var isForCuda = cuda.is_available()
            || told.Contains("USE_CUDA=ON", StringComparison.Ordinal)
            || told.Contains("USE_CUDA=1", StringComparison.Ordinal);
        var gpus = cuda.is_available() ? cuda.device_count() : 0;

        foreach (var device in gpus > 0 ? [CPU, CUDA] : new[] { CPU })
            Try(device);

        return new LibTorchReport(
            version, LibTorch.Folder, BroughtLibTorch.Directory is not null, isForCuda, gpus, Determinism.Unavailable);
    }

    private static UnusableLibTorchException Refusal(string what) => BroughtLibTorch.Directory is { } directory
        ? LibTorchFolder.Refusal(directory, what)
        : new UnusableLibTorchException(
            $"This is a build {what}; it must be {LibTorch.MadeFor}, as the build pins it, so build from the sources "
                + "again.");

    private static void Try(Device device)
    {
        var where = device.type == DeviceType.CUDA ? "the GPU" : "the processor";

        try
        {
            if (!IsRight(device))
                throw Refusal($"whose libtorch computes a product, a gradient or a step of AdamW on {where} wrongly");
        }
        catch (ExternalException wrong)
        {
            throw Refusal($"whose libtorch computes nothing on {where} ({TorchFault.Sentence(wrong).TrimEnd('.')})");
        }
    }

    /// <summary>
    /// All of these numbers are exact in float32 but those of AdamW, whose first step is the rate against the
    /// gradient's sign.
    /// </summary>
    private static bool IsRight(Device device)
    {
        using var scope = NewDisposeScope();
        var left = tensor([1f, 2, 3, 4, 5, 6], 2, 3, device: device);
        var right = tensor([1f, 0, -1, 2, 3, -2], 3, 2, device: device).requires_grad_();
        var product = left.mm(right);
        product.sum().backward();
        var gradient = right.grad ?? throw new UnusableLibTorchException("libtorch computed no gradient.");
        var isRight = Holds(product, 8, -2, 17, -2) && Holds(gradient, 5, 5, 7, 7, 9, 9);

        using var frozen = no_grad();
        var config = new OptimizerConfig.AdamW(WeightDecay: 0);
        FusedKernels.AdamW(
            right, gradient, zeros_like(right), zeros_like(right),
            ones([], device: device), Rate, config, weightDecay: 0, ones([], device: device));

        return isRight && Holds(right, 0.75f, -0.25f, -1.25f, 1.75f, 2.75f, -2.25f);
    }

    private static bool Holds(Tensor values, params float[] expected) =>
        values.detach().cpu().data<float>().ToArray() is var found && found.Length == expected.Length
        && found.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
}
