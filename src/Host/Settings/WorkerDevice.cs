using System.Globalization;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Settings;

/// <summary>One device of this machine: a GPU, or one of the slots that share the processor.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Index">Its number among those of its kind, from 0 to 999.</param>
internal sealed record WorkerDevice(DeviceKind Kind, int Index)
{
    private const int MostIndex = 999;

    /// <summary>As the command line writes it: <c>cuda:1</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Word}:{Index}");

    /// <summary>The name of its directory: <c>cuda-1</c>.</summary>
    public string Folder => string.Create(CultureInfo.InvariantCulture, $"{Word}-{Index}");

    /// <summary>Its name in leases: <c>node-1/cuda:1</c>.</summary>
    public string LeaseName => $"{Environment.MachineName.ToLowerInvariant()}/{Name}";

    private string Word => Kind == DeviceKind.Cuda ? "cuda" : "cpu";

    /// <summary>Reads what <c>--device</c> says.</summary>
    /// <exception cref="InvalidConfigurationException">It is no device.</exception>
    public static WorkerDevice Parse(string text)
    {
        var parts = text.Split(':');

        return parts is [var word, var number] && word is "cpu" or "cuda"
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index <= MostIndex
            ? new WorkerDevice(word == "cuda" ? DeviceKind.Cuda : DeviceKind.Cpu, index)
            : throw new InvalidConfigurationException(
                $"--device is {text}; it must be cpu:N or cuda:N with N from 0 to {MostIndex}, or all.");
    }

    /// <summary>
    /// What <c>--device all</c> means: every GPU; without one, as many slots as the processor has room for.
    /// </summary>
    /// <param name="gpus">GPUs that libtorch can use.</param>
    /// <param name="cores">Cores of the processor.</param>
    /// <param name="threads">Intra-op threads of one slot.</param>
    public static IReadOnlyList<WorkerDevice> All(int gpus, int cores, int threads) => gpus > 0
        ? [.. Enumerable.Range(0, gpus).Select(index => new WorkerDevice(DeviceKind.Cuda, index))]
        : [.. Enumerable.Range(0, Math.Max(1, cores / threads))
            .Select(index => new WorkerDevice(DeviceKind.Cpu, index))];
}
