using Riverrun.Host.Settings;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Tests.Settings;

public sealed class WorkerDeviceTests
{
    [Theory]
    [InlineData(0, 8, 1, "cpu:0 cpu:1 cpu:2 cpu:3 cpu:4 cpu:5 cpu:6 cpu:7")]
    [InlineData(0, 8, 3, "cpu:0 cpu:1")]
    [InlineData(0, 2, 16, "cpu:0")]
    [InlineData(3, 8, 1, "cuda:0 cuda:1 cuda:2")]
    public void All_devices_are_the_gpus_or_else_the_slots_that_the_processor_has_room_for(
        int gpus, int cores, int threads, string expected) =>
        Assert.Equal(expected, string.Join(' ', WorkerDevice.All(gpus, cores, threads).Select(device => device.Name)));

    [Fact]
    public void A_device_has_a_name_a_directory_and_a_name_in_leases()
    {
        var device = WorkerDevice.Parse("cuda:12");

        Assert.Equal(
            (DeviceKind.Cuda, 12, "cuda:12", "cuda-12"), (device.Kind, device.Index, device.Name, device.Folder));
        Assert.EndsWith("/cuda:12", device.LeaseName, StringComparison.Ordinal);
    }
}
