using System.Diagnostics;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Training.Births;

namespace Riverrun.Models.Training;

/// <summary>Trains any objective: counts its steps, restores and captures its state, sums up what it reports.</summary>
internal sealed class Trainer : ITrainer
{
    private readonly TrainerSetup _setup;
    private readonly IObjective _objective;
    private readonly SnapshotPool _snapshots;

    /// <summary>A state at step 0 as the objective drew it, or the stored one.</summary>
    /// <param name="setup">What to train and how.</param>
    /// <param name="objective">What a step is; disposed with the trainer.</param>
    /// <param name="stored">Where the state comes from; null for a fresh one.</param>
    /// <exception cref="InvalidDataException">The stored bytes are no state of this objective.</exception>
    /// <exception cref="NonFiniteStateException">They hold NaN or an infinity.</exception>
    public Trainer(TrainerSetup setup, IObjective objective, StoredState? stored)
    {
        (_setup, _objective) = (setup, objective);
        _snapshots = new SnapshotPool(objective.State);
        if (stored is not null)
            Load(stored);
    }

    /// <inheritdoc/>
    public long Step { get; private set; }

    /// <inheritdoc/>
    public StepSlice Train(StepControls controls)
    {
        var (first, started) = (Step, Stopwatch.GetTimestamp());
        using var row = new FigureRow(controls.Count);
        for (var i = 0; i < controls.Count; i++)
        {
            row.Begin(i);
            _objective.Take(new StepContext(_setup, Step, controls, i), row);
            Step++;
        }

        return row.ToSlice(first, controls, () => Stopwatch.GetElapsedTime(started));
    }

    /// <inheritdoc/>
    public Evaluation Evaluate() => _objective.Measure();

    /// <inheritdoc/>
    public ICapturedState Capture()
    {
        var snapshot = _snapshots.Rent();
        try
        {
            snapshot.Take();
            Finiteness.Require(
                snapshot.Tensors.Where(tensor => StateNames.PartOf(tensor.Name) != StatePart.Memory), Step);
        }
        catch
        {
            _snapshots.Return(snapshot);
            throw;
        }

        return new CapturedState(Manifest(), _snapshots, snapshot);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _snapshots.Dispose();
        _objective.Dispose();
    }

    private StateManifest Manifest() => new(
        StateManifest.HashOf(_setup), Step,
        _objective.State.Counters.ToDictionary(
            counter => counter.Name, counter => counter.Get(), StringComparer.Ordinal),
        _setup.Device, _objective.State.Facts);

    private void Load(StoredState stored)
    {
        var file = SafeTensors.Read(stored.Checkpoint);
        var manifest = StateManifest.Parse(file.Metadata);

        if (stored.Carry.Transfer is { } transfer)
            file = Transfers.Applied(file, transfer, _setup);

        _objective.Require(file, stored.Carry);
        _objective.State.Load(file, manifest, stored.Carry);
        Step = manifest.Step;
    }
}
