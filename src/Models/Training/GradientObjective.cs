using Riverrun.Models.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>
/// The common case of an objective: batches become losses, their gradients one step of one optimizer. What derives from
/// it says how a batch becomes a loss, and how the model is measured.
/// </summary>
public abstract class GradientObjective : IObjective
{
    private readonly Learner _learner;
    private readonly int _parts;
    private readonly Scalar _share;
    private long _position;

    /// <summary>An objective that trains <paramref name="model"/>.</summary>
    /// <param name="setup">What it was opened with.</param>
    /// <param name="model">The model, on the device; disposed with the objective.</param>
    /// <param name="learner">How it learns; null for the optimizer of the workload and its usual groups.</param>
    /// <param name="memory">State beside the weights, the moments and the position: averages, counters as
    /// arrays.</param>
    /// <param name="facts">What the state says about what it is trained on.</param>
    protected GradientObjective(
        ObjectiveSetup setup, nn.Module model, Learner? learner = null, IReadOnlyList<StateBlock>? memory = null,
        IReadOnlyDictionary<string, string>? facts = null)
    {
        (Setup, Module) = (setup, model);
        _learner = learner ?? new Learner(model, setup.Workload.Optimizer, setup.Trainer.PeakLearningRate);
        _parts = setup.Workload.Batch.AccumulationSteps;
        _share = (1.0 / _parts).ToScalar();
        State = new ObjectiveState(
            [.. _learner.Blocks, .. memory ?? []],
            [_learner.Steps,
                new StateCounter(StateCounter.PositionName, StatePart.Position, () => _position, to => _position = to)],
            facts);
    }

    /// <inheritdoc/>
    public ObjectiveState State { get; }

    /// <summary>What it was opened with.</summary>
    protected ObjectiveSetup Setup { get; }

    /// <summary>The model.</summary>
    protected nn.Module Module { get; }

    /// <summary>Its trained parameters, for first weights.</summary>
    protected Optimizers.FlatParameters Parameters => _learner.Parameters;

    /// <inheritdoc/>
    public void Take(in StepContext step, FigureRow row)
    {
        using var scope = NewDisposeScope();
        Begin(step);
        var rows = RowsOf(step);
        for (var part = 0; part < _parts; part++)
            AddGradients(step, row, rows);
        row.SetGradientNorm(_learner.Step(step.LearningRate));
    }

    /// <inheritdoc/>
    public abstract Evaluation Measure();

    /// <inheritdoc/>
    public virtual void Require(Checkpoints.SafeTensorFile stored, Carry carry)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what it holds; what derives from it disposes its own and calls this.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _learner.Dispose();
        Module.Dispose();
        _share.Dispose();
    }

    /// <summary>What happens once before the micro-batches of a step: generators are seeded here.</summary>
    protected virtual void Begin(in StepContext step)
    {
    }

    /// <summary>The loss of one micro-batch.</summary>
    /// <param name="step">The step.</param>
    /// <param name="position">Examples read before this micro-batch: which ones it reads is a function of it.</param>
    /// <param name="rows">Examples to read.</param>
    /// <param name="row">Where further figures are said.</param>
    protected abstract TrainingLoss Loss(in StepContext step, long position, int rows, FigureRow row);

    private int RowsOf(in StepContext step) =>
        Math.Max(1, (int)Math.Round(
            step.Control(Control.Batch, Setup.Workload.Batch.Size), MidpointRounding.AwayFromZero));

    private void AddGradients(in StepContext step, FigureRow row, int rows)
    {
        using var scope = NewDisposeScope();
        var loss = Loss(step, _position, rows, row);
        (loss.Total * _share).backward();
        _position += rows;
        row.AddLoss((loss.Reported ?? loss.Total).detach(), _share);
        row.Read((long)rows * loss.ExamplesARow);
    }
}

/// <summary>What a batch was found to lose.</summary>
/// <param name="Total">What gradients are taken of, no dimensions.</param>
/// <param name="Reported">The training loss that is reported; null for the total.</param>
/// <param name="ExamplesARow">What a row counts for: the tokens of a window.</param>
public readonly record struct TrainingLoss(Tensor Total, Tensor? Reported = null, int ExamplesARow = 1);
