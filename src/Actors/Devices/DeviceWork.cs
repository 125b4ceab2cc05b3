using Riverrun.Actors.Identity;
using Riverrun.Actors.Telemetry;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Devices;

/// <summary>
/// What a device does under one lease: a trainer, the stage it is in, and how far ahead of the journal it is.
/// </summary>
internal sealed class DeviceWork(Lease lease, DeviceSettings settings) : IDisposable
{
    private DeviceCommand.Train? _told;
    private ITrainer? _trainer;
    private double _secondsPerStep;
    private long _saved = -1;
    private long? _holdAt;
    private bool _delivered;

    public Lease Lease { get; } = lease;

    public BranchId Branch { get; } = lease.BranchId;

    public long Epoch => Lease.Epoch;

    public string? Trace { get; set; }

    public bool Releasing { get; private set; }

    public string ReleaseCause { get; private set; } = "";

    public bool WantsSaving { get; private set; }

    /// <summary>Whether whoever released it still wants to hear what it has done.</summary>
    public bool IsAwaited { get; private set; } = true;

    /// <summary>What the branch has yet to store.</summary>
    public Outbox Outbox { get; } = new();

    public bool MayTrain => Step < StageEnd && (Outbox.Slices < settings.SlicesAhead || Step < _holdAt);

    /// <summary>Whether it is to store and measure the state that it began with, and has not yet.</summary>
    public bool IsBorn => Stage.Steps == 0 && !_delivered;

    public long Step => Trainer.Step;

    /// <summary>Where the stage it was told to train ends.</summary>
    public long StageEnd => Stage.EndStep;

    private Stage Stage => Told.Stage;

    private DeviceCommand.Train Told => _told ?? throw new InvalidOperationException("The work has no stage yet.");

    private ITrainer Trainer => _trainer ?? throw new InvalidOperationException("The work has no trainer yet.");

    /// <summary>Nobody hears: it goes on to its next checkpoint and holds there.</summary>
    public void GoOnAlone() => _holdAt ??= NextCheckpoint;

    /// <summary>The branch hears again: it is not left behind further than usual.</summary>
    public void GoOnTogether() => _holdAt = null;

    /// <summary>
    /// Goes on with the state in memory in the stage of a new command, unless that stage lies behind.
    /// </summary>
    public void GoOnWith(DeviceCommand.Train told)
    {
        if (Step >= told.Stage.EndStep)
            return; // The branch has yet to hear how far this device has come.

        _told = told;
        RequireStage();
    }

    /// <summary>Takes over a stage, with the state the command names.</summary>
    public void Begin(DeviceCommand.Train told, ITrainers trainers, ICheckpointStore store)
    {
        _told = told;

        switch (told.From)
        {
            case Origin.Fresh:
                _trainer = trainers.Initialize(told.Setup);
                break;
            case Origin.Checkpoint from:
                _trainer = Restore(told.Setup, from, trainers, store);
                _saved = from.Step;
                break;
            case Origin.Merge merge:
                _trainer = Merge(told.Setup, merge, trainers, store);
                break;
        }

        RequireStage();
    }

    /// <summary>
    /// A state that is not finite, which an older build may have stored, is no more use than damaged bytes: the one
    /// before may serve.
    /// </summary>
    private static ITrainer Restore(
        TrainerSetup setup, Origin.Checkpoint from, ITrainers trainers, ICheckpointStore store)
    {
        using var stream = store.OpenAsync(from.Digest, CancellationToken.None).GetAwaiter().GetResult();

        try
        {
            return trainers.Restore(setup, stream, from.Carry);
        }
        catch (NonFiniteStateException wrong)
        {
            throw new DamagedCheckpointException(
                from.Digest, $"Checkpoint {from.Digest} cannot be gone on from: {wrong.Message}");
        }
    }

    private static ITrainer Merge(TrainerSetup setup, Origin.Merge merge, ITrainers trainers, ICheckpointStore store)
    {
        var sources = new List<(Stream, double)>();

        try
        {
            foreach (var (digest, coefficient) in merge.Parts)
                sources.Add((store.OpenAsync(digest, CancellationToken.None).GetAwaiter().GetResult(), coefficient));

            return trainers.Merge(setup, sources);
        }
        finally
        {
            foreach (var (stream, _) in sources)
                stream.Dispose();
        }
    }

    private void RequireStage()
    {
        if (_trainer is null || _trainer.Step < Stage.FirstStep
            || _trainer.Step > Math.Max(Stage.EndStep - 1, Stage.FirstStep))
            throw new StateMismatchException(
                $"The state in memory is at step {_trainer?.Step.ToString() ?? "none"}; stage {Stage.Name} "
                + (Stage.Steps == 0
                    ? $"is at step {Stage.FirstStep}." : $"has steps {Stage.FirstStep} to {Stage.EndStep - 1}."));
    }

    /// <summary>
    /// Trains about as long as a slice should take, up to the next step at which something else is due.
    /// </summary>
    public StepSlice TakeSlice()
    {
        var affordable = _secondsPerStep > 0 ? settings.SliceTarget.TotalSeconds / _secondsPerStep : 1;
        var steps = (int)Math.Clamp(affordable, 1, Math.Min(NextStop() - Step, 10_000));
        var rates = new double[steps];

        for (var i = 0; i < steps; i++)
            rates[i] = Stage.LearningRateAt(Step + i);

        using var activity = RuntimeTelemetry.StartSlice(Branch.Run.Name, Branch.Branch, Stage.Name, Step, Trace);
        var slice = Trainer.Train(new StepControls(rates, Told.Setup.Workload.ControlsAt(Step, steps)));
        RuntimeTelemetry.RecordSlice(Branch.Run.Name, Branch.Branch, slice, Told.Setup.Workload.Objective is null);
        _secondsPerStep = slice.Duration.TotalSeconds / steps;

        return slice;
    }

    /// <summary>Why the state should be stored now, or null.</summary>
    public string? CheckpointDue() =>
        IsAtMeasuredEnd ? DeviceReport.Saved.AtStageEnd
            : Step == StageEnd || IsMultiple(Told.Checkpoints.EverySteps) ? "periodic"
            : null;

    /// <summary>A measurement, when one is due now.</summary>
    public Evaluation? EvaluateIfDue()
    {
        if (!IsAtMeasuredEnd && !IsMultiple(Told.Setup.Workload.Evaluation.EverySteps))
            return null;

        var evaluation = Trainer.Evaluate();
        RuntimeTelemetry.RecordEvaluation(Branch.Run.Name, Branch.Branch, evaluation);

        return evaluation;
    }

    /// <summary>What was born is stored and measured: that is not done twice.</summary>
    public void Deliver() => _delivered = true;

    /// <summary>A copy of the state for the store.</summary>
    public ICapturedState Capture()
    {
        WantsSaving = false;
        _saved = Step;

        return Trainer.Capture();
    }

    /// <summary>
    /// Takes no further step. Whoever says so first decides the cause, and whether the state is saved; whoever has no
    /// use for the
    /// state, first or later, waits for no report either.
    /// </summary>
    public void Release(string cause, bool saveFirst)
    {
        IsAwaited &= saveFirst;

        if (Releasing)
            return;

        Releasing = true;
        ReleaseCause = cause;
        // What was only born is so again.
        WantsSaving = saveFirst && _trainer is not null && _saved != Step && Stage.Steps > 0;
    }

    public void Dispose() => _trainer?.Dispose();

    private bool IsAtMeasuredEnd => Step == StageEnd && !Stage.IsWaypoint;

    private bool IsMultiple(long every) => every > 0 && Step % every == 0;

    private long NextCheckpoint => NextMultiple(Told.Checkpoints.EverySteps);

    private long NextStop() => Math.Min(NextCheckpoint, NextMultiple(Told.Setup.Workload.Evaluation.EverySteps));

    /// <summary>The next multiple of a number of steps, or the stage's end when that comes first.</summary>
    private long NextMultiple(long every) => every > 0
        ? Math.Min(Stage.EndStep, ((Step / every) + 1) * every) : Stage.EndStep;
}

/// <summary>A command expects another state than the device has; a checkpoint helps.</summary>
internal sealed class StateMismatchException(string message) : Exception(message);
