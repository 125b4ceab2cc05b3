using System.Globalization;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Runs;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors.Checkpoints;

/// <summary>
/// Deletes what nothing can reach, one collection at a time. A run forgets a checkpoint before its bytes go.
/// </summary>
/// <remarks>
/// The same seed and workload give the same digest again, in any run. So a blob that no event names, or that a run is
/// done with, may have been stored just now by somebody whose event is on its way: for a while after it was last stored
/// it stays.
/// </remarks>
internal sealed class CheckpointCatalogActor : ReceiveActor
{
    /// <summary>
    /// Blobs to ask about at once. Names have at most 64 letters, so a reason has less than 300, run and branch and
    /// what is around them 250, and a report on so many blobs fits into a frame between two coordinators, of 4 MiB.
    /// </summary>
    public const int MostBlobs = 5000;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(20);

    private readonly ICheckpointStore _store;
    private readonly IActorRef _runs;
    private readonly TimeSpan _collectAfter;
    private readonly TimeProvider _time;

    /// <summary>A catalog over a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="runs">Who knows what runs need.</param>
    /// <param name="collectAfter">How long a blob stays after it was last stored; zero where nobody else
    /// stores.</param>
    /// <param name="time">The time, to compare with that of the store.</param>
    public CheckpointCatalogActor(ICheckpointStore store, IActorRef runs, TimeSpan collectAfter, TimeProvider time)
    {
        (_store, _runs, _collectAfter, _time) = (store, runs, collectAfter, time);
        ReceiveAsync<Collect>(async collect => Sender.Tell(await AnswerAsync(collect)));
    }

    /// <summary>A catalog that also collects by itself: where it is a singleton, no other does.</summary>
    /// <param name="store">The store.</param>
    /// <param name="runs">Who knows what runs need.</param>
    /// <param name="collectAfter">How long a blob stays after it was last stored; zero where nobody else
    /// stores.</param>
    /// <param name="time">The time, to compare with that of the store.</param>
    /// <param name="clock">Says when, as <see cref="CollectionClock"/> does.</param>
    public CheckpointCatalogActor(
        ICheckpointStore store, IActorRef runs, TimeSpan collectAfter, TimeProvider time, Props clock)
        : this(store, runs, collectAfter, time) => Context.ActorOf(clock, "clock");

    private async Task<object> AnswerAsync(Collect collect)
    {
        try
        {
            return await CollectAsync(collect);
        }
        catch (IOException cause)
        {
            return new Status.Failure(cause);
        }
    }

    private async Task<CollectionReport> CollectAsync(Collect collect)
    {
        var among = collect.Among?.ToHashSet();
        var blobs = (await _store.ListAsync(CancellationToken.None))
            .Where(blob => among?.Contains(blob.Digest) != false).ToList();
        var kept = collect.Unheard.Distinct().ToDictionary(digest => digest, _ => "its run has yet to be told of it");
        var unreachable = new List<(string Run, string Branch, long Step, CheckpointDigest Digest)>();
        var places = new Dictionary<CheckpointDigest, (string Run, string Branch, long Step)>();

        foreach (var run in collect.Runs)
        {
            var answer = await AskAsync<RunQuery.Answer<RunState>>(
                run, new RunQuery.GetState { KnowsUnreadable = true });

            if (answer.Unreadable is { } unreadable)
                throw new IOException(CheckpointCatalog.NothingIsDeleted(unreadable));

            foreach (var (branch, step, digest, reason) in answer.Value is { } state
                ? CheckpointCatalog.Reasons(state) : [])
            {
                // Of several places that have the same bytes, the one for whose sake they stay.
                if (reason is not null && kept.TryAdd(digest, reason))
                    places[digest] = (run, branch, step);
                else
                    places.TryAdd(digest, (run, branch, step));

                if (reason is null)
                    unreachable.Add((run, branch, step, digest));
            }
        }

        foreach (var digest in collect.Resumed ?? [])
            kept.TryAdd(digest, "its branch has found a newer one damaged: a resume starts here");

        var named = unreachable.ToLookup(checkpoint => checkpoint.Digest);
        var deleted = new Dictionary<CheckpointDigest, StoredBlob>();

        foreach (var blob in blobs.Where(
            blob => !kept.ContainsKey(blob.Digest) && (named.Contains(blob.Digest) || !collect.IsTraining)))
            if ((TooYoung(blob) ?? (collect.DryRun ? null : await ForgetAsync(blob, named[blob.Digest]))) is { } stays)
                kept[blob.Digest] = stays;
            else
                deleted[blob.Digest] = blob;

        return new CollectionReport(
            [
                .. from blob in blobs
                   where !deleted.ContainsKey(blob.Digest)
                   let reason = kept.GetValueOrDefault(blob.Digest, "a run in training may be about to name it")
                   select Placed(new CollectedCheckpoint(blob.Digest, blob.Bytes, reason)),
            ],
            [
                .. from blob in deleted.Values
                   let known = named[blob.Digest].Select(at => $"{at.Run}/{at.Branch} at step {at.Step} is superseded")
                       .FirstOrDefault()
                   select Placed(new CollectedCheckpoint(blob.Digest, blob.Bytes, known ?? "no run names it")),
            ],
            collect.DryRun);

        CollectedCheckpoint Placed(CollectedCheckpoint blob) => places.TryGetValue(blob.Digest, out var at)
            ? blob with { Run = at.Run, Branch = at.Branch, Step = at.Step }
            : blob;
    }

    private string? TooYoung(StoredBlob blob)
    {
        var age = _time.GetUtcNow() - blob.StoredAt;

        return _collectAfter > TimeSpan.Zero && age < _collectAfter
            ? $"it was stored {Minutes(age)} min ago, and riverrun.checkpoints.collect-after is "
                + $"{Minutes(_collectAfter)} min"
            : null;
    }

    private static string Minutes(TimeSpan time) =>
        Math.Max(0, time.TotalMinutes).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Deletes a blob once every run that names it has forgotten it; else says why it stays.</summary>
    private async Task<string?> ForgetAsync(
        StoredBlob blob, IEnumerable<(string Run, string Branch, long Step, CheckpointDigest Digest)> named)
    {
        foreach (var (run, branch, step, _) in named)
        {
            var forget = new TracedEnvelope(
                new RunCommand.Forget(branch, step), $"forget-{branch}-{step}-{blob.Digest.Hex}");

            if (await AskAsync<Reply>(run, forget) is Reply.Rejected refused)
                return refused.Reason;
        }

        if (await _store.LastStoredAsync(blob.Digest, CancellationToken.None) > blob.StoredAt)
            return "it was stored again meanwhile, and a run may be about to name it";

        await _store.DeleteAsync(blob.Digest, CancellationToken.None);

        return null;
    }

    private async Task<T> AskAsync<T>(string run, object message)
    {
        try
        {
            return await _runs.Ask<T>(new ShardingEnvelope(run, message), AnswerWithin);
        }
        catch (AskTimeoutException silence)
        {
            throw new IOException(
                $"Run {run} did not answer within {AnswerWithin.TotalSeconds:0} s, and what it needs must be known; "
                    + "run gc again.", silence);
        }
    }

    /// <summary>Asks for a collection; answered by a <see cref="CollectionReport"/>.</summary>
    /// <param name="Runs">All runs of the home.</param>
    /// <param name="Unheard">Checkpoints that a branch names and its run does not know yet.</param>
    /// <param name="DryRun">Whether to delete nothing.</param>
    /// <param name="IsTraining">Whether a device is at work: then blobs that no run names stay.</param>
    /// <param name="Among">
    /// What to look at, at most <see cref="MostBlobs"/> of what was stored before all the rest was asked: of a blob
    /// that came later it is not known who needs it. Null for everything.
    /// </param>
    /// <param name="Resumed">Where branches resume that have found a newer checkpoint damaged.</param>
    public sealed record Collect(
        IReadOnlyList<string> Runs,
        IReadOnlyList<CheckpointDigest> Unheard,
        bool DryRun,
        bool IsTraining,
        IReadOnlyList<CheckpointDigest>? Among = null,
        IReadOnlyList<CheckpointDigest>? Resumed = null);
}
