using Akka.Actor;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Settings;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Benchmarks.Cluster;

/// <summary>
/// Real device actors, each on a thread of its own as in a worker; only what they train is simulated.
/// </summary>
internal static class SimulatedDevices
{
    private const string Dispatcher = "simulated-device";

    /// <summary>What the <c>akka</c> section of their system needs.</summary>
    public static readonly string AkkaConfig =
        $$"""loglevel = OFF, stdout-loglevel = OFF, {{Dispatcher}} { type = "{{typeof(OwnThread).AssemblyQualifiedName}}" }""";

    /// <summary>Starts devices that announce themselves.</summary>
    /// <param name="system">Their system.</param>
    /// <param name="settings">Slices, intervals and lease times.</param>
    /// <param name="trainers">One each.</param>
    /// <param name="store">Where they store states.</param>
    /// <param name="placement">Their way to the placement.</param>
    /// <param name="branches">Their way to branches.</param>
    public static void Start(
        ActorSystem system, RuntimeSettings settings, IReadOnlyList<SimulatedTrainers> trainers,
        ICheckpointStore store, IActorRef placement, IActorRef branches)
    {
        for (var i = 0; i < trainers.Count; i++)
        {
            var device = new DeviceSettings(
                $"simulated/cpu:{i}", settings.SliceTarget, settings.SlicesAhead, settings.RequestInterval,
                settings.Leases.GiveUpAfter);
            var own = trainers[i];
            system.ActorOf(
                Props.Create(() => new DeviceActor(device, own, store, placement, branches))
                    .WithDispatcher($"akka.{Dispatcher}"), $"simulated-{i}");
        }
    }
}
