using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.Edge;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Tests.Web;

/// <summary>Holds one run, <c>river-1</c>, and remembers what it was asked.</summary>
internal sealed class FakeGateway : IRunGateway
{
    public static readonly CheckpointDigest Digest = CheckpointDigest.FromHash(new byte[32]);

    public List<(string Run, RunCommand Command, string Id)> Sent { get; } = [];

    public Reply Answer { get; set; } = new Reply.Accepted();

    /// <summary>Whether it never comes to the end of the events.</summary>
    public bool IsSlow { get; set; }

    public int AskedForDevices { get; private set; }

    public ReadSpec Spec { get; } = Tests.Specs.Specs.Load("wsd-s", "name=river-1").Runs[0].Spec;

    public static RunView View { get; } = new(
        "river-1", "wsd-s", "wsd-s", "running", null, 1,
        [
            new BudgetView(
                400, "reached", Digest, 2.5, 3.25, new Dictionary<string, double> { ["excess"] = 0.5 }, "river", 400,
                400),
            new BudgetView(800, "planned", null, null, null, null, "river", null, null),
        ],
        [
            new BranchView(
                "river", null, null, "training", 500, 800, "host/cpu:0",
                [new StageView("decay-400", 360, 400, "decay", 3e-3, 400)],
                [new CheckpointView(400, Digest, "stage-end")],
                new LiveView(2.25f, 3e-3, 10, 10240)),
        ],
        500, new ReplayView(20, 0));

    public Task<Reply> SendAsync(RunId run, RunCommand command, string commandId, CancellationToken cancel)
    {
        Sent.Add((run.Name, command, commandId));

        return Task.FromResult(Answer);
    }

    public Task<RunView?> GetAsync(RunId run, CancellationToken cancel) =>
        Task.FromResult(run.Name == "river-1" ? View : null);

    public Task<(RunSpec Spec, string Source)?> GetSpecAsync(RunId run, CancellationToken cancel) =>
        Task.FromResult<(RunSpec, string)?>(run.Name == "river-1" ? (Spec.Spec, Spec.Source) : null);

    public Task<IReadOnlyList<RunId>> ListAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<RunId>>([new RunId("river-1")]);

    public Task<IReadOnlyList<RunSummary>> SummariesAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<RunSummary>>(
        [new RunSummary(
            "river-1", "wsd-s", "wsd-s", "running", 1, 1, 2, 500, 800, 500, 2.5, DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch)]);

    public async IAsyncEnumerable<EventView> EventsAsync(
        RunId run, long after, bool follow, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var sequence in new[] { 1L, 2, 3 }.Where(sequence => sequence > after))
            yield return new EventView(
                sequence, DateTimeOffset.UnixEpoch, "run/river-1", "run-paused", new JsonObject { ["why"] = "a+b" },
                null);

        if (follow || IsSlow)
            await Task.Delay(Timeout.Infinite, cancel);
    }

    public Task<RunHistory?> HistoryAsync(RunId run, CancellationToken cancel) => Task.FromResult<RunHistory?>(
        run.Name == "river-1"
            ? new RunHistory(
                View, [new BranchHistory(
                    "river", 0, [2f, float.NaN], [0, 1e-3], [1, 2],
                    [(2, new Models.Training.Evaluation(2.5, 3.5, new Dictionary<string, double>()))])])
            : null);

    public Task<VerifyReport> VerifyAsync(RunId run, CancellationToken cancel) =>
        Task.FromResult(new VerifyReport([new VerifyCheck("journal", true, "fine")]));

    public Task<CollectionReport> CollectAsync(bool dryRun, CancellationToken cancel) =>
        Task.FromResult(new CollectionReport([], [new CollectedCheckpoint(Digest, 10, "superseded")], dryRun));

    public Task<IReadOnlyList<DeviceView>> DevicesAsync(CancellationToken cancel)
    {
        AskedForDevices++;

        return Task.FromResult<IReadOnlyList<DeviceView>>([]);
    }
}
