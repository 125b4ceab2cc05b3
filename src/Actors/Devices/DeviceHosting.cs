using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Riverrun.Actors.Settings;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Devices;

/// <summary>Wires this process's device.</summary>
internal static class DeviceHosting
{
    private const string Dispatcher = "riverrun-device-dispatcher";

    /// <summary>
    /// For the slice in progress and the state: a supervisor ends the process after two minutes, the host after 90 s.
    /// </summary>
    private static readonly TimeSpan DrainsWithin = TimeSpan.FromSeconds(75);

    /// <summary>Starts the device on a thread of its own.</summary>
    public static IActorRef Start(
        ActorSystem system, RuntimeSettings settings, IServiceProvider provider, IActorRef placement,
        IActorRef branches)
    {
        var trainers = provider.GetRequiredService<ITrainers>();
        var store = provider.GetRequiredService<ICheckpointStore>();
        var device = new DeviceSettings(
            settings.Device, settings.SliceTarget, settings.SlicesAhead, settings.RequestInterval,
            settings.Leases.GiveUpAfter,
            () => store.Held);

        return system.ActorOf(
            Props.Create(() => new DeviceActor(device, trainers, store, placement, branches))
                .WithDispatcher(Dispatcher), "device");
    }

    /// <summary>
    /// Before anything else stops, the device finishes its slice, stores its state and gives its lease back.
    /// </summary>
    public static AkkaConfigurationBuilder WithDrain(this AkkaConfigurationBuilder builder, RuntimeSettings settings) =>
        !settings.HostsDevice
            ? builder
            : builder
                .AddHocon(ConfigurationFactory.ParseString($"{Dispatcher} {{ type = PinnedDispatcher }}"),
                    HoconAddMode.Append)
                .AddHocon("akka.coordinated-shutdown.phases.before-service-unbind.timeout = 80s", HoconAddMode.Prepend)
                .AddStartup((system, registry) => CoordinatedShutdown.Get(system).AddTask(
                    CoordinatedShutdown.PhaseBeforeServiceUnbind,
                    "drain-device",
                    async () =>
                    {
                        await registry.Get<DeviceActor>()
                            .Ask<DeviceActor.Drained>(new DeviceActor.Drain(), DrainsWithin);

                        return Akka.Done.Instance;
                    }));
}
