using Riverrun.Models.Native;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>The GPUs that this process could train on.</summary>
public static class Gpus
{
    /// <summary>
    /// How many libtorch can use: 0 without a driver, without a GPU, or in a build for processors only.
    /// </summary>
    /// <exception cref="UnusableLibTorchException">There is no libtorch to ask.</exception>
    public static int Count()
    {
        LibTorch.Open();

        return cuda.is_available() ? cuda.device_count() : 0;
    }
}
