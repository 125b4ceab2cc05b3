using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Riverrun.Actors.EventSourcing;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Devices;

/// <summary>
/// What a device owes the branch that leases it: training, the state stored when it is due, and reports that are
/// repeated until they are answered. Belongs to the device's thread; whatever it throws is a fault of the work.
/// </summary>
internal sealed class DeviceDuty(
    DeviceSettings settings, ITrainers trainers, ICheckpointStore store, IActorRef device, IActorRef branches,
    ILoggingAdapter log)
    : IDisposable
{
    private readonly DeviceWriter _writer = new(store, device);
    private Silence _silence;
    private long _over;

    /// <summary>What it does under the lease it has; null while it has none.</summary>
    public DeviceWork? Work { get; private set; }

    /// <summary>What is due now.</summary>
    public DeviceIntent Intent => DeviceIntent.Of(Work, _writer, _silence);

    /// <summary>Whether an answer should have come by now.</summary>
    public bool IsAlone => _silence.IsAlone;

    /// <summary>Somebody who holds a lease has spoken.</summary>
    public void Hear() => _silence = Silence.None;

    /// <summary>Whether a command begins work under another lease.</summary>
    public bool Begins(DeviceCommand.Train train) => train.Lease.Epoch > _over && train.Lease.Epoch != Work?.Epoch;

    /// <summary>
    /// Goes on in the stage of a new command under the same lease, or begins under another. A command that comes twice
    /// changes nothing, and one that comes late begins nothing.
    /// </summary>
    public void Train(DeviceCommand.Train train, string? trace)
    {
        if (train.Lease.Epoch <= _over)
        {
            Decline(train, "It was given back.");
            return;
        }

        if (Work is { } work && work.Epoch == train.Lease.Epoch)
        {
            if (work.Releasing)
                return; // It says so once what it has done is stored.

            work.Trace = trace;
            work.GoOnWith(train);
            return;
        }

        Work?.Dispose();
        Work = new DeviceWork(train.Lease, settings) { Trace = trace };
        Work.Begin(train, trainers, store);
    }

    /// <summary>Whoever speaks under a lease that this device does not work under, or no longer, hears so.</summary>
    public void Decline(DeviceCommand said, string cause)
    {
        if (Work?.Epoch != said.Lease.Epoch)
            branches.Tell(new ShardingEnvelope(
                said.Lease.Branch, new TracedEnvelope(new DeviceReport.Released(cause) { Epoch = said.Lease.Epoch })));
    }

    /// <summary>The branch has stored a report.</summary>
    public void Settle(DeviceCommand.Stored stored)
    {
        if (Work is not { } work || work.Epoch != stored.Lease.Epoch)
            return;

        work.Outbox.Remove(stored.Number);
        work.GoOnTogether();
    }

    /// <summary>Trains one slice, and does what is due at the step where it ends.</summary>
    public void TakeSlice(DeviceWork work)
    {
        TellUntilStored(work, new DeviceReport.Progressed(work.TakeSlice(), work.StageEnd) { Epoch = work.Epoch });
        StoreAndMeasureIfDue(work);
    }

    /// <summary>Stores and measures a state that was born, which takes no step.</summary>
    public void Deliver(DeviceWork work)
    {
        work.Deliver();
        StoreAndMeasureIfDue(work);
    }

    private void StoreAndMeasureIfDue(DeviceWork work)
    {
        if (work.CheckpointDue() is { } reason)
            _writer.Write(work, reason);

        if (work.EvaluateIfDue() is { } evaluation)
            TellUntilStored(work, new DeviceReport.Evaluated(work.Step, evaluation) { Epoch = work.Epoch });
    }

    /// <summary>Stores the state before it is given back.</summary>
    public void Save(DeviceWork work) => _writer.Write(work, "requested");

    /// <summary>A write has ended, well or not.</summary>
    public void Note(DeviceWriter.Written written)
    {
        _writer.Done(written);

        if (Work is not { } work || work.Epoch != written.Epoch)
            return;

        if (written.Failure is { } failure)
            throw new IOException(failure);

        TellUntilStored(
            work, new DeviceReport.Saved(written.Step, written.Digest, written.Reason) { Epoch = work.Epoch });
    }

    /// <summary>
    /// Says again what was not answered; goes on alone, and in the end gives up, when nobody answers at all.
    /// </summary>
    public void Repeat()
    {
        _silence = _silence.Longer();

        if (Work is not { } work)
            return;

        foreach (var report in work.Outbox.Unanswered())
            Tell(work, report);

        if (_silence.HasLasted(settings.GiveUpAfter, settings.AnnounceInterval))
            GiveUp(work);
        else if (_silence.IsAlone && !work.Releasing)
            work.GoOnAlone();
    }

    /// <summary>Gives the lease back.</summary>
    public void LetGo(DeviceWork work)
    {
        Drop(work);
        Tell(work, new DeviceReport.Released(work.ReleaseCause) { Epoch = work.Epoch });
    }

    /// <summary>Drops work that cannot go on, and tells the branch what kind of fault ended it.</summary>
    public void Abandon(DeviceWork work, DeviceReport.Faulted fault)
    {
        Drop(work);
        Tell(work, fault);
    }

    /// <inheritdoc/>
    public void Dispose() => Work?.Dispose();

    /// <summary>The lease may long be another device's: what was not stored by now never will be.</summary>
    private void GiveUp(DeviceWork work)
    {
        log.Warning("No coordinator was heard for {Time}; the lease of {Branch} is given up", settings.GiveUpAfter,
            work.Lease.Branch);
        Drop(work);
    }

    private void Drop(DeviceWork work)
    {
        (Work, _over) = (null, work.Epoch);
        work.Dispose();
    }

    /// <summary>Says what the branch must store, now and until it has.</summary>
    private void TellUntilStored(DeviceWork work, DeviceReport report) => Tell(work, work.Outbox.Add(report));

    private void Tell(DeviceWork work, DeviceReport report) => branches.Tell(
        new ShardingEnvelope(work.Lease.Branch, new TracedEnvelope(report, TraceParent: work.Trace)));
}
