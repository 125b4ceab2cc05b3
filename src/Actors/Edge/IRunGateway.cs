using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Edge;

/// <summary>The edge between actors and the rest of the process: the only place that asks and waits.</summary>
public interface IRunGateway
{
    /// <summary>Sends a command; the answer comes after what it promises is stored.</summary>
    /// <param name="run">The receiver.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="commandId">Names this request, so that sending it twice carries it out once.</param>
    /// <param name="cancel">Gives up waiting; the command may be carried out nevertheless.</param>
    Task<Reply> SendAsync(RunId run, RunCommand command, string commandId, CancellationToken cancel);

    /// <summary>The run as it stands, or null when there is none of that name.</summary>
    Task<RunView?> GetAsync(RunId run, CancellationToken cancel);

    /// <summary>The spec a run was started with and the text it was read from, or null.</summary>
    Task<(RunSpec Spec, string Source)?> GetSpecAsync(RunId run, CancellationToken cancel);

    /// <summary>The runs of this home, by name.</summary>
    Task<IReadOnlyList<RunId>> ListAsync(CancellationToken cancel);

    /// <summary>The runs of this home in one line each, by name; none of them is woken.</summary>
    Task<IReadOnlyList<RunSummary>> SummariesAsync(CancellationToken cancel);

    /// <summary>A run's stored events and its branches', oldest first.</summary>
    /// <param name="run">The run.</param>
    /// <param name="after">Only events with a greater <see cref="EventView.Sequence"/>; 0 for all.</param>
    /// <param name="follow">Whether to go on with those that are stored from now on, until cancelled.</param>
    /// <param name="cancel">Ends the stream.</param>
    IAsyncEnumerable<EventView> EventsAsync(RunId run, long after, bool follow, CancellationToken cancel);

    /// <summary>Every step of a run, or null when there is none of that name.</summary>
    Task<RunHistory?> HistoryAsync(RunId run, CancellationToken cancel);

    /// <summary>Re-hashes checkpoints, checks the journal against the policy and replays a stretch.</summary>
    Task<VerifyReport> VerifyAsync(RunId run, CancellationToken cancel);

    /// <summary>Deletes what no branch, budget or pin can reach.</summary>
    Task<CollectionReport> CollectAsync(bool dryRun, CancellationToken cancel);

    /// <summary>The devices that have announced themselves.</summary>
    Task<IReadOnlyList<DeviceView>> DevicesAsync(CancellationToken cancel);
}
