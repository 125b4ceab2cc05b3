using Microsoft.Extensions.Hosting;
using Riverrun.Actors.Edge;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Settings;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Support;

/// <summary>The whole runtime in this process, over a journal in a directory of its own.</summary>
public sealed class RuntimeProcess : RunningRuntime
{
    private int _commands = Environment.TickCount;

    private RuntimeProcess(IHost host)
        : base(host) { }

    public static async Task<RuntimeProcess> StartAsync(
        string home, ITrainers trainers, ICheckpointStore store, bool hostsDevice = true, int snapshotEvery = 50,
        int sliceMilliseconds = 5,
        JournalConfig? journal = null)
    {
        var settings = new RuntimeSettings(
            home,
            Log,
            hostsDevice ? NodeRole.Solo : NodeRole.Viewer,
            TimeSpan.FromMilliseconds(sliceMilliseconds),
            3,
            snapshotEvery,
            TimeSpan.FromMilliseconds(200));

        if (journal is not null)
            settings = settings with { Journal = journal };

        return new RuntimeProcess(await LaunchAsync(settings, trainers, store));
    }

    public async Task<Reply> SendAsync(RunCommand command, string? id = null) =>
        await Gateway.SendAsync(
            new RunId("test-run"),
            command,
            id ?? $"{command.GetType().Name}-{Interlocked.Increment(ref _commands)}",
            CancellationToken.None);

    public Task<Reply> StartRunAsync(RunSpec spec) =>
        SendAsync(new RunCommand.Start(spec, "source"), $"start-{Environment.TickCount64}");

    public async Task<RunView> ViewAsync() =>
        await Gateway.GetAsync(new RunId("test-run"), CancellationToken.None)
        ?? throw new InvalidOperationException("no run");

    public Task<VerifyReport> VerifyAsync() => Gateway.VerifyAsync(new RunId("test-run"), CancellationToken.None);

    /// <summary>All events of the run that the journal holds now.</summary>
    public async Task<IReadOnlyList<EventView>> EventsAsync()
    {
        var events = new List<EventView>();

        await foreach (
            var stored in Gateway.EventsAsync(new RunId("test-run"), 0, follow: false, CancellationToken.None))
            events.Add(stored);

        return events;
    }

    public async Task<RunView> UntilAsync(Func<RunView, bool> condition, int seconds = 60, string name = "test-run")
    {
        for (var i = 0; i < seconds * 100; i++)
        {
            if (await Gateway.GetAsync(new RunId(name), CancellationToken.None) is { } view && condition(view))
                return view;

            await Task.Delay(10);
        }

        throw new TimeoutException(
            $"It did not come to be; the run is {Actors.Serialization.Protocol.Text(await ViewAsync())}.");
    }
}
