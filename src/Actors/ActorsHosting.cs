using Microsoft.Extensions.DependencyInjection;

namespace Riverrun.Actors;

/// <summary>Wires the runtime into a host.</summary>
public static class ActorsHosting
{
    /// <summary>
    /// Adds the actor system with journal, snapshots, runs, branches, placement and (if it hosts one) the device, and
    /// <see cref="Edge.IRunGateway"/>. Needs a registered <see cref="Models.Training.ITrainers"/> and <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddRiverrun(this IServiceCollection services, RuntimeSettings settings) =>
        throw new NotImplementedException();
}
