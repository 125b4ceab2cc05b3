using System.Runtime.InteropServices;
using Riverrun.Actors.Devices;

namespace Riverrun.Actors.Tests.Devices;

public sealed class DeviceFaultTests
{
    [Theory]
    [InlineData("CUDA error: uncorrectable ECC error encountered", nameof(Fault.World), true)]
    [InlineData("CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be …",
        nameof(Fault.World), true)]
    [InlineData("CUDA error: device-side assert triggered", nameof(Fault.Work), true)]
    [InlineData("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", nameof(Fault.Work), false)]
    public void A_gpu_that_fails_is_the_worlds_fault_and_what_no_device_can_do_is_the_works(
        string message, string kind, bool endsProcess)
    {
        var cause = new OfLibTorch(message);

        var fault = DeviceFault.Of(cause, epoch: 7);

        Assert.Equal((Enum.Parse<Fault>(kind), 7, message.Split('\n')[0]), (fault.Fault, fault.Epoch, fault.Reason));
        Assert.Equal(endsProcess, DeviceFault.EndsProcess(fault, cause));
    }

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has …",
        "The memory of the GPU is not enough: 20.00 GiB could not be allocated; ")]
    [InlineData(
        "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to "
            + "allocate 716177408 bytes.\nframe #0: c10::…",
        "The memory of this machine is not enough: 683.0 MiB could not be allocated; ")]
    public void Work_that_needs_too_much_memory_is_told_how_much_and_what_needs_less(string message, string beginning)
    {
        var cause = new OfLibTorch(message);

        var fault = DeviceFault.Of(cause, epoch: 7);

        Assert.Equal(Fault.Work, fault.Fault);
        Assert.StartsWith(beginning, fault.Reason, StringComparison.Ordinal);
        Assert.Contains("model.width", fault.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Reason);
        Assert.False(DeviceFault.EndsProcess(fault, cause));
    }

    [Fact]
    public void A_full_disk_ends_the_process_whose_work_is_blameless()
    {
        var cause = new IOException("No space left on device.");

        Assert.Equal(Fault.World, DeviceFault.Of(cause, epoch: 1).Fault);
        Assert.True(DeviceFault.EndsProcess(DeviceFault.Of(cause, epoch: 1), cause));
    }

    [Fact]
    public void A_process_that_leaves_while_it_reads_a_corpus_has_failed_nothing()
    {
        var cause = new OperationCanceledException();

        Assert.Equal(Fault.State, DeviceFault.Of(cause, epoch: 1).Fault);
        Assert.False(DeviceFault.EndsProcess(DeviceFault.Of(cause, epoch: 1), cause));
    }

    /// <summary>As TorchSharp throws what libtorch says.</summary>
    private sealed class OfLibTorch(string message) : ExternalException(message);
}
