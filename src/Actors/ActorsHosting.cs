using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Edge;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Journals;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Serialization;
using Riverrun.Actors.Settings;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Training;

namespace Riverrun.Actors;

/// <summary>Wires the runtime into a host: the same actors for every role.</summary>
public static class ActorsHosting
{
    /// <summary>
    /// Adds the actor system of the role that the settings name, and for all but workers <see cref="IRunGateway"/>.
    /// Needs a registered <see cref="ICheckpointStore"/> and <see cref="TimeProvider"/>, and <see cref="ITrainers"/>
    /// where it trains or verifies.
    /// </summary>
    public static IServiceCollection AddRiverrun(this IServiceCollection services, RuntimeSettings settings)
    {
        services.AddSingleton(settings).AddSingleton<FatalSignal>().AddSingleton<Notices>();

        if (settings.Role != NodeRole.Worker)
            services.AddSingleton<RunVerifier>().AddSingleton<IRunGateway, RunGateway>();

        return services.AddHostedService<ActorSystemStart>().AddAkka("riverrun", (builder, provider) =>
        {
            builder
                .AddHocon(ConfigurationFactory.ParseString($"akka {{ {settings.AkkaConfig} }}"), HoconAddMode.Prepend)
                .WithCustomSerializer(
                    "riverrun", ProtocolSerializer.BoundTypes, system => new ProtocolSerializer(system))
                .WithActors((system, _) => system.ActorOf(
                    Props.Create(
                        () => new ProcessListener(
                            provider.GetRequiredService<FatalSignal>(),
                            provider.GetRequiredService<Notices>())), "process"));

            _ = settings.Role switch
            {
                NodeRole.Coordinator when settings.Cluster is { } cluster =>
                    builder.WithJournal(settings.Journal).WithCoordinator(settings, cluster, provider),
                NodeRole.Worker when settings.Cluster is { } cluster => builder.WithWorker(settings, cluster, provider),
                _ => builder.WithJournal(settings.Journal).WithOneProcess(settings, provider),
            };
        });
    }

    /// <summary>Everything in one process: regions of its own, and the device if it trains.</summary>
    private static AkkaConfigurationBuilder WithOneProcess(
        this AkkaConfigurationBuilder builder, RuntimeSettings settings, IServiceProvider provider) => builder
        .WithActors((system, registry) =>
        {
            if (Journal.Problem(settings.Journal) is { } problem)
                provider.GetRequiredService<FatalSignal>().Raise(problem);

            var store = provider.GetRequiredService<ICheckpointStore>();
            var time = provider.GetRequiredService<TimeProvider>();
            var placement =
                system.ActorOf(PlacementProps(settings, () => registry.Get<BranchActor>(), time), "placement");
            var runs = system.ActorOf(
                Props.Create(
                    () => new EntityRegion(
                        id => RunProps(id, settings, () => registry.Get<BranchActor>(), time))), "runs");
            var neighbours = new BranchNeighbours(runs, placement);
            var branches = system.ActorOf(
                Props.Create(() => new EntityRegion(id => BranchProps(id, settings, neighbours, time))), "branches");

            registry.Register<PlacementActor>(placement);
            registry.Register<RunActor>(runs);
            registry.Register<BranchActor>(branches);
            registry.Register<CheckpointCatalogActor>(
                system.ActorOf(CatalogProps(settings, store, runs, time, provider), "checkpoints"));

            if (settings.HostsDevice)
                registry.Register<DeviceActor>(DeviceHosting.Start(system, settings, provider, placement, branches));
        })
        .WithDrain(settings);

    // Made for every entity: from an expression, Props would compile each argument, which costs more than the entity.
    internal static Props RunProps(string id, RuntimeSettings settings, Func<IActorRef> branches, TimeProvider time) =>
        Props.Create<RunActor>(new RunId(id), settings, branches, time);

    internal static Props BranchProps(
        string id, RuntimeSettings settings, BranchNeighbours neighbours, TimeProvider time) =>
        Props.Create<BranchActor>(BranchId.Parse(id), settings, neighbours, time);

    internal static Props CatalogProps(
        RuntimeSettings settings, ICheckpointStore store, IActorRef runs, TimeProvider time, IServiceProvider provider)
    {
        if (!settings.Decides || settings.CollectEvery == TimeSpan.Zero)
            return Props.Create(() => new CheckpointCatalogActor(store, runs, settings.CollectAfter, time));

        // The gateway knows what a collection must know of all branches, and is there once the actors are.
        var clock = Props.Create<CollectionClock>(
            (Func<CancellationToken, Task<CollectionReport>>)(cancel =>
                provider.GetRequiredService<IRunGateway>().CollectAsync(dryRun: false, cancel)),
            settings.CollectEvery,
            time);

        return Props.Create(() => new CheckpointCatalogActor(store, runs, settings.CollectAfter, time, clock));
    }

    internal static Props PlacementProps(RuntimeSettings settings, Func<IActorRef> branches, TimeProvider time) =>
        Props.Create(() => new PlacementActor(branches, settings.RequestInterval, settings.Leases.LostAfter, time));
}
