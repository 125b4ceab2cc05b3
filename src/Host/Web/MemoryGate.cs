using Riverrun.Actors.Edge;
using Riverrun.Actors.Settings;
using Riverrun.Host.Forecasts;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Host.Web;

/// <summary>Compares what a run takes with the memory of who would train it, before it is stored.</summary>
/// <param name="gateway">Knows the devices of a cluster.</param>
/// <param name="trainers">Knows the device of this process.</param>
/// <param name="services">Say whether this process decides for the devices of others.</param>
internal sealed class MemoryGate(IRunGateway gateway, ITrainers trainers, IServiceProvider services)
{
    /// <summary>What a device has in any case: of less, nobody is asked.</summary>
    private const long Little = 1L << 30;

    /// <summary>
    /// A home answers for its own device. A coordinator refuses nothing, since a larger device may come, and says only
    /// what the devices lack that have announced themselves.
    /// </summary>
    public async Task<MemoryFit> JudgeAsync(RunSpec spec, CancellationToken cancel)
    {
        if (spec.Workloads.Values.All(workload =>
            WorkloadForecast.Of(workload, WorkloadForecast.LeastVocabulary(workload), spec.Device)
                .Memory.TotalBytes < Little))
            return MemoryFit.Fine;

        if (services.GetService<RuntimeSettings>()?.Role != NodeRole.Coordinator)
            return MemoryFit.Of(spec, WorkloadForecast.LeastVocabulary, trainers.Describe());

        var largest = (await gateway.DevicesAsync(cancel))
            .Select(device => device.Description)
            .Where(device => device.Kind == spec.Device.Kind && device.MemoryBytes > 0)
            .MaxBy(device => device.MemoryBytes);

        if (largest is null)
            return MemoryFit.Fine;

        var named = largest with { Name = $"the largest device that has announced itself ({largest.Name})" };
        var fit = MemoryFit.Of(spec, WorkloadForecast.LeastVocabulary, named);

        return new MemoryFit(null, fit.Refusal ?? fit.Warning);
    }
}
