using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Journals;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Serialization;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Training;

namespace Riverrun.Actors;

/// <summary>Wires the runtime into a host.</summary>
public static class ActorsHosting
{
    private const string DeviceDispatcher = "riverrun-device-dispatcher";

    /// <summary>
    /// Adds the actor system with journal, snapshots, runs, branches, placement and (if it hosts one) the device, and
    /// <see cref="IRunGateway"/>. Needs a registered <see cref="ITrainers"/>, <see cref="ICheckpointStore"/> and
    /// <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddRiverrun(this IServiceCollection services, RuntimeSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<FatalSignal>()
        .AddSingleton<RunVerifier>()
        .AddSingleton<IRunGateway, RunGateway>()
        .AddAkka("riverrun", (builder, provider) => builder
            .AddHocon(
                ConfigurationFactory.ParseString($"{DeviceDispatcher} {{ type = PinnedDispatcher }}"), HoconAddMode.Append)
            .AddHocon(ConfigurationFactory.ParseString($"akka {{ {settings.AkkaConfig} }}"), HoconAddMode.Prepend)
            .WithCustomSerializer("riverrun", ProtocolSerializer.BoundTypes, system => new ProtocolSerializer(system))
            .WithJournal(settings.Journal)
            .WithActors((system, registry) => Start(system, registry, settings, provider))
            .WithDevice(settings));

    private static void Start(ActorSystem system, IActorRegistry registry, RuntimeSettings settings, IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var store = provider.GetRequiredService<ICheckpointStore>();
        var signal = provider.GetRequiredService<FatalSignal>();

        system.ActorOf(Props.Create(() => new FatalListener(signal)), "fatal");

        if (Journal.Problem(settings.Journal) is { } problem)
            signal.Raise(problem);

        var placement = system.ActorOf(Props.Create(() => new PlacementActor(() => registry.Get<BranchActor>())), "placement");
        var runs = system.ActorOf(
            Props.Create(() => new EntityRegion(id => RunProps(new RunId(id), settings, () => registry.Get<BranchActor>(), time))), "runs");
        var neighbours = new BranchNeighbours(runs, placement);
        var branches = system.ActorOf(
            Props.Create(() => new EntityRegion(id => BranchProps(BranchId.Parse(id), settings, neighbours, time))), "branches");

        registry.Register<PlacementActor>(placement);
        registry.Register<RunActor>(runs);
        registry.Register<BranchActor>(branches);
        registry.Register<CheckpointCatalogActor>(
            system.ActorOf(Props.Create(() => new CheckpointCatalogActor(store, runs)), "checkpoints"));

        if (settings.HostsDevice)
            registry.Register<DeviceActor>(system.ActorOf(
                Props.Create(() => new DeviceActor(DeviceOf(settings), provider.GetRequiredService<ITrainers>(), store, placement, branches))
                    .WithDispatcher(DeviceDispatcher),
                "device"));
    }

    /// <summary>Before anything else stops, the device finishes its slice, stores its state and gives its lease back.</summary>
    private static AkkaConfigurationBuilder WithDevice(this AkkaConfigurationBuilder builder, RuntimeSettings settings) =>
        !settings.HostsDevice
            ? builder
            : builder
                .AddHocon("akka.coordinated-shutdown.phases.before-service-unbind.timeout = 60s", HoconAddMode.Prepend)
                .AddStartup((system, registry) => CoordinatedShutdown.Get(system).AddTask(
                    CoordinatedShutdown.PhaseBeforeServiceUnbind,
                    "drain-device",
                    async () =>
                    {
                        await registry.Get<DeviceActor>().Ask<DeviceActor.Drained>(new DeviceActor.Drain(), TimeSpan.FromSeconds(50));

                        return Akka.Done.Instance;
                    }));

    private static Props RunProps(RunId id, RuntimeSettings settings, Func<IActorRef> branches, TimeProvider time) =>
        Props.Create(() => new RunActor(id, settings, branches, time));

    private static Props BranchProps(BranchId id, RuntimeSettings settings, BranchNeighbours neighbours, TimeProvider time) =>
        Props.Create(() => new BranchActor(id, settings, neighbours, time));

    private static DeviceSettings DeviceOf(RuntimeSettings settings) => new(
        settings.Device, settings.SliceTarget, settings.SlicesAhead, settings.RequestInterval);
}
