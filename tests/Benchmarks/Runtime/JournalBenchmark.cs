using System.Diagnostics;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Models.Plans;

namespace Riverrun.Benchmarks.Runtime;

/// <summary>
/// Step records stored a second through a real branch on SQLite, and the recovery of a branch of a million steps.
/// </summary>
internal static class JournalBenchmark
{
    /// <summary>Promised: at least 20,000 step records a second; a million steps recover within a second.</summary>
    public static async Task<int> RunAsync(TextWriter output)
    {
        foreach (var slice in new[] { 10, 100, 1000 })
            await StoreAsync(output, slice * 1000, slice);

        return 0;
    }

    private static async Task StoreAsync(TextWriter output, long steps, int stepsPerSlice)
    {
        var home = Directory.CreateTempSubdirectory("riverrun-benchmark-");
        var slice = TimeSpan.FromMilliseconds(100);

        await using (
            var runtime =
                await RuntimeUnderTest.StartAsync(home.FullName, new BusyTrainers(0, slice / stepsPerSlice), slice))
        {
            var started = Stopwatch.GetTimestamp();
            await runtime.SendAsync(
                new RunCommand.Start(
                    RuntimeUnderTest.Spec(PolicyKind.WarmupStableDecaySimplified, steps / 10, steps), ""));
            await runtime.UntilAsync(run => run.Status == "completed");
            var taken = Stopwatch.GetElapsedTime(started);
            output.WriteLine(
                $"{steps} steps in slices of {stepsPerSlice}: {steps / taken.TotalSeconds:#,0} step records/s, "
                + $"{steps / stepsPerSlice / taken.TotalSeconds:#,0} events/s, each slice acknowledged by the disk");
        }

        await using (
            var look = await RuntimeUnderTest.StartAsync(
                home.FullName, new BusyTrainers(0, slice), slice, hostsDevice: false))
            output.WriteLine(
                $"  a branch of {steps} steps recovers in {(await RecoveryAsync(look)).TotalMilliseconds:0} ms");

        home.Delete(recursive: true);
    }

    /// <summary>From the actor's birth to the first thing it says.</summary>
    private static async Task<TimeSpan> RecoveryAsync(RuntimeUnderTest runtime)
    {
        await runtime.ViewAsync();
        var system = runtime.Services.GetRequiredService<ActorSystem>();
        var said = Inbox.Create(system);
        var settings = runtime.Settings with { RequestInterval = TimeSpan.FromMilliseconds(1) };
        var started = Stopwatch.GetTimestamp();
        system.ActorOf(Props.Create(() => new BranchActor(
            new BranchId(new RunId("benchmark"), "river"), settings,
            new BranchNeighbours(said.Receiver, said.Receiver), TimeProvider.System)));
        await said.ReceiveAsync(TimeSpan.FromSeconds(60));

        return Stopwatch.GetElapsedTime(started);
    }
}
