using Riverrun.Models.Plans;
using Riverrun.Models.Training;
using static TorchSharp.torch;

namespace Riverrun.Benchmarks.Figures;

/// <summary>
/// The trainer over an objective that computes nothing and says figures, each a tensor as a model's are. Its steps
/// claim to have taken a given time, so that a slice has as many as those of a slower model.
/// </summary>
internal sealed class FigureTrainers(int figures, TimeSpan claimedPerStep) : ITrainers
{
    public ITrainer Initialize(TrainerSetup setup) =>
        new Slow(new Trainer(setup, new Idle(figures), null), claimedPerStep);

    public ITrainer Restore(TrainerSetup setup, Stream checkpoint, Carry carry) =>
        new Slow(new Trainer(setup, new Idle(figures), new StoredState(checkpoint, carry)), claimedPerStep);

    public DeviceDescription Describe() => new(DeviceKind.Cpu, "benchmark", 1 << 30, 1, "benchmark");

    private sealed class Idle : IObjective
    {
        private readonly string[] _names;
        private readonly Tensor _value = ones([]);
        private long _position;

        public Idle(int figures)
        {
            _names = [.. Enumerable.Range(1, figures).Select(figure => $"figure-{figure}")];
            State = new ObjectiveState(
                [StateBlock.Of("weights", new double[1], 1)],
                [new StateCounter(
                    StateCounter.PositionName, StatePart.Position, () => _position, to => _position = to)]);
        }

        public ObjectiveState State { get; }

        public void Take(in StepContext step, FigureRow row)
        {
            row.SetLoss(1 / (1.0 + _position));
            row.SetGradientNorm(1);
            row.Read(1);

            foreach (var name in _names)
                row.Set(name, _value);

            _position++;
        }

        public Evaluation Measure() => new(1, null, new Dictionary<string, double>());

        public void Dispose() => _value.Dispose();
    }

    private sealed class Slow(ITrainer trainer, TimeSpan claimedPerStep) : ITrainer
    {
        public long Step => trainer.Step;

        public StepSlice Train(StepControls controls) =>
            trainer.Train(controls) with { Duration = claimedPerStep * controls.Count };

        public Evaluation Evaluate() => trainer.Evaluate();

        public ICapturedState Capture() => trainer.Capture();

        public void Dispose() => trainer.Dispose();
    }
}
