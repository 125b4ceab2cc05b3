using System.Runtime.InteropServices;
using Riverrun.Models.Native;
using Riverrun.Models.Plans;
using static TorchSharp.torch;

namespace Riverrun.Models.Tests.Native;

public sealed class TorchFaultTests
{
    private const string Remedy =
        "make model.width, model.layers, data.batch or data.context smaller, or train where more memory is free.";

    [Fact]
    public void What_the_processor_has_no_memory_for_is_said_with_its_size_and_what_would_need_less()
    {
        var cause = Assert.Throws<ExternalException>(() => zeros(1L << 50));
        Assert.Contains("frame #", cause.Message, StringComparison.Ordinal);

        Assert.Equal(
            $"The memory of this machine is not enough: {4L << 20:N1} GiB could not be allocated; {Remedy}",
            TorchFault.Sentence(cause));
    }

    [Theory]
    [InlineData(
        "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to "
            + "allocate 716177408 bytes. "
            + "Error code 12 (Cannot allocate memory)\nframe #0: c10::ThrowEnforceNotMet(char const*, int)",
        "The memory of this machine is not enough: 683.0 MiB could not be allocated; ")]
    [InlineData(
        "CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total capacity of 79.10 GiB of which 5.25 GiB "
            + "is free. Process 1 has …\nException raised from malloc",
        "The memory of the GPU is not enough: 20.00 GiB could not be allocated (GPU 0 has a total capacity of 79.10 "
            + "GiB of which 5.25 GiB is free); ")]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 MiB.",
        "The memory of the GPU is not enough: 2.00 MiB could not be allocated; ")]
    [InlineData(
        "The following operation failed in the TorchScript interpreter.\nTraceback of TorchScript (most recent call "
            + "last):\n  File \"<string>\", line 2, in adamw\n"
            + "RuntimeError: CUDA out of memory. Tried to allocate 1.50 GiB. GPU 1 has …",
        "The memory of the GPU is not enough: 1.50 GiB could not be allocated; ")]
    [InlineData(
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "The memory of the GPU is not enough: memory that it does not name could not be allocated; ")]
    [InlineData("std::bad_alloc",
        "The memory of this machine is not enough: memory that it does not name could not be allocated; ")]
    public void Memory_that_is_not_enough_is_one_sentence_however_libtorch_says_so(string message, string sentence) =>
        Assert.Equal(sentence + Remedy, TorchFault.Sentence(new OfLibTorch(message)));

    [Fact]
    public void A_wrong_shape_is_said_without_frames()
    {
        using var scope = NewDisposeScope();
        var cause = Assert.Throws<ExternalException>(() => ones(2, 3).mm(ones(4, 5)));
        Assert.Contains('\n', cause.Message);

        Assert.Equal("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", TorchFault.Sentence(cause));
    }

    [Fact]
    public void A_compiled_script_that_fails_says_its_cause_and_not_that_it_is_one()
    {
        using var scope = NewDisposeScope();
        var config = new OptimizerConfig.AdamW(Beta1: 0.9, Beta2: 0.95, Epsilon: 1e-8, WeightDecay: 0);
        var cause = Assert.Throws<ExternalException>(
            () => FusedKernels.AdamW(
                ones(3), ones(3, ScalarType.Float64), zeros(2), zeros(3), ones([]), 0.1, config, 0, ones([])));
        Assert.StartsWith("The following operation failed", cause.Message, StringComparison.Ordinal);

        var sentence = TorchFault.Sentence(cause);

        Assert.DoesNotContain('\n', sentence);
        Assert.DoesNotContain("TorchScript", sentence, StringComparison.Ordinal);
        Assert.NotEmpty(sentence);
    }

    [Fact]
    public void What_only_says_that_something_failed_is_asked_for_its_cause() =>
        Assert.Equal(
            "Unable to find an entry point named 'THSTensor_new'.",
            TorchFault.Sentence(new TypeInitializationException(
                "TorchSharp.torch",
                new AggregateException(
                    new EntryPointNotFoundException("Unable to find an entry point named 'THSTensor_new'.")))));

    [Fact]
    public void An_array_of_net_that_does_not_fit_gets_the_same_advice() =>
        Assert.Equal(
            $"The memory of this process is not enough: a large array of .NET could not be allocated; {Remedy}",
            TorchFault.Sentence(new OfNet()));

    /// <summary>As TorchSharp throws what libtorch says.</summary>
    private sealed class OfLibTorch(string message) : ExternalException(message);

    private sealed class OfNet : OutOfMemoryException;
}
