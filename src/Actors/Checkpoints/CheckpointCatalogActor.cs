using Akka.Actor;
using Akka.Cluster.Sharding;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Runs;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Actors.Checkpoints;

/// <summary>Deletes what nothing can reach, one collection at a time. A run forgets a checkpoint before its bytes go.</summary>
public sealed class CheckpointCatalogActor : ReceiveActor
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(20);

    private readonly ICheckpointStore _store;
    private readonly IActorRef _runs;

    /// <summary>A catalog over a store.</summary>
    public CheckpointCatalogActor(ICheckpointStore store, IActorRef runs)
    {
        _store = store;
        _runs = runs;
        ReceiveAsync<Collect>(async collect => Sender.Tell(await AnswerAsync(collect)));
    }

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
        var blobs = await _store.ListAsync(CancellationToken.None);
        var kept = collect.Unheard.Distinct().ToDictionary(digest => digest, _ => "its run has yet to be told of it");
        var unreachable = new List<(string Run, string Branch, long Step, CheckpointDigest Digest)>();

        foreach (var run in collect.Runs)
        {
            var answer = await AskAsync<RunQuery.Answer<RunState>>(run, new RunQuery.GetState());

            foreach (var (branch, step, digest, reason) in answer.Value is { } state ? CheckpointCatalog.Reasons(state) : [])
                if (reason is not null)
                    kept.TryAdd(digest, reason);
                else
                    unreachable.Add((run, branch, step, digest));
        }

        var named = unreachable.ToLookup(checkpoint => checkpoint.Digest);
        var among = collect.Among?.ToHashSet();
        var deleted = blobs
            .Where(blob => among?.Contains(blob.Digest) != false)
            .Where(blob => !kept.ContainsKey(blob.Digest) && (named.Contains(blob.Digest) || !collect.IsTraining))
            .ToList();

        if (!collect.DryRun)
            foreach (var blob in deleted.ToList())
                if (await ForgetAsync(blob.Digest, named[blob.Digest]) is { } stays)
                {
                    kept[blob.Digest] = stays;
                    deleted.Remove(blob);
                }

        return new CollectionReport(
            [
                .. from blob in blobs
                   where !deleted.Contains(blob)
                   let reason = kept.GetValueOrDefault(blob.Digest, "a run in training may be about to name it")
                   select new CollectedCheckpoint(blob.Digest, blob.Bytes, reason),
            ],
            [
                .. from blob in deleted
                   let known = named[blob.Digest].Select(at => $"{at.Run}/{at.Branch} at step {at.Step} is superseded").FirstOrDefault()
                   select new CollectedCheckpoint(blob.Digest, blob.Bytes, known ?? "no run names it"),
            ],
            collect.DryRun);
    }

    /// <summary>Deletes a blob once every run that names it has forgotten it; else says why it stays.</summary>
    private async Task<string?> ForgetAsync(
        CheckpointDigest digest, IEnumerable<(string Run, string Branch, long Step, CheckpointDigest Digest)> named)
    {
        foreach (var (run, branch, step, _) in named)
        {
            var forget = new TracedEnvelope(new RunCommand.Forget(branch, step), $"forget-{branch}-{step}-{digest.Hex}");

            if (await AskAsync<Reply>(run, forget) is Reply.Rejected refused)
                return refused.Reason;
        }

        await _store.DeleteAsync(digest, CancellationToken.None);

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
            throw new IOException($"Run {run} did not answer within {AnswerWithin.TotalSeconds:0} s, and what it needs must be known; run gc again.", silence);
        }
    }

    /// <summary>Asks for a collection; answered by a <see cref="CollectionReport"/>.</summary>
    /// <param name="Runs">All runs of the home.</param>
    /// <param name="Unheard">Checkpoints that a branch names and its run does not know yet.</param>
    /// <param name="DryRun">Whether to delete nothing.</param>
    /// <param name="IsTraining">Whether a device is at work: then blobs that no run names stay.</param>
    /// <param name="Among">
    /// What was stored before all the rest was asked: of a blob that came later it is not known who needs it. Null for everything.
    /// </param>
    public sealed record Collect(
        IReadOnlyList<string> Runs, IReadOnlyList<CheckpointDigest> Unheard, bool DryRun, bool IsTraining, IReadOnlyList<CheckpointDigest>? Among = null);
}
