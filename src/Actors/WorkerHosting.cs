using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Riverrun.Actors.Clustering;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Remoting;
using Riverrun.Actors.Settings;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors;

/// <summary>Wires a process with one device that trains for coordinators.</summary>
/// <remarks>
/// A worker is no member of the cluster: what becomes of a coordinator, or of its view of the others, must not end a
/// process that trains. Its announcements say that it lives, and its lease what it may do.
/// </remarks>
internal static class WorkerHosting
{
    public static AkkaConfigurationBuilder WithWorker(
        this AkkaConfigurationBuilder builder, RuntimeSettings settings, ClusterConfig cluster,
        IServiceProvider provider) => builder
        .WithClusterTransport(cluster)
        .AddHocon("akka.actor.provider = remote", HoconAddMode.Prepend)
        .WithActors((system, registry) =>
        {
            var link = system.ActorOf(
                Props.Create(() => new CoordinatorLink(
                    cluster.Coordinators, cluster.Protocol, settings.RequestInterval,
                    provider.GetRequiredService<ICheckpointStore>())),
                "coordinators");
            registry.Register<DeviceActor>(DeviceHosting.Start(system, settings, provider, link, link));
        })
        .WithDrain(settings);
}
