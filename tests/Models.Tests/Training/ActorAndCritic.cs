using Riverrun.Models.Optimizers;
using Riverrun.Models.Plans;
using Riverrun.Models.Seeds;
using Riverrun.Models.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Riverrun.Models.Tests.Training;

/// <summary>
/// An objective whose state has everything that a state can have: two optimizers, groups with a rate of their own, a
/// frozen part, running statistics with an int64 counter, an average of weights, a replay ring with its head, and an
/// environment in float64.
/// </summary>
internal sealed class ActorAndCritic : IObjective
{
    private const int Ring = 24;
    private const int Width = 6;
    private const int Rows = 8;

    private readonly Sequential _actor;
    private readonly Linear _critic = nn.Linear(Width, 1);
    private readonly Learner _actorLearner;
    private readonly Learner _criticLearner;
    private readonly Tensor _target;
    private readonly Tensor _tau = tensor(0.1f);
    private readonly float[] _ring = new float[Ring * Width];
    private readonly long[] _head = new long[1];
    private readonly double[] _environment = [0.3, -0.2, 0.1, 0];
    private long _resets;

    public ActorAndCritic(ObjectiveSetup setup)
    {
        setup.OpenDevice();
        _actor = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Linear(8, 2));
        _actorLearner = new Learner(_actor, new OptimizerConfig.AdamW(), 0.01, "actor", Group);
        _criticLearner = new Learner(_critic, new OptimizerConfig.AdamW(WeightDecay: 0), 0.01, "critic");
        FirstWeights.Draw(_actor, setup, "actor");
        FirstWeights.Draw(_critic, setup, "critic");
        using (no_grad())
            _actor.named_parameters().First(entry => entry.name == "0.weight").parameter.fill_(0.25);
        _target = _criticLearner.Parameters.Values.clone().DetachFromDisposeScope();
        State = new ObjectiveState(
            [
                .. _actorLearner.Blocks, .. _criticLearner.Blocks,
                StateBlock.Like(_criticLearner.Parameters, _target, "memory.target."),
                StateBlock.Of("memory.ring", _ring, Ring, Width),
                StateBlock.Of("memory.head", _head),
                StateBlock.Of("memory.environment", _environment),
            ],
            [
                _actorLearner.Steps, _criticLearner.Steps,
                new StateCounter("resets", StatePart.Memory, () => _resets, resets => _resets = resets),
            ],
            new Dictionary<string, string> { ["world"] = "test" });
    }

    public ObjectiveState State { get; }

    public void Take(in StepContext step, FigureRow row)
    {
        using var scope = NewDisposeScope();
        Act(step);
        var replay = new Random((int)step.Seed(StepPurpose.Replay));
        var rows = tensor([.. Enumerable.Range(0, Rows).SelectMany(_ => Drawn(replay))], [Rows, Width]); // (B, 6)
        var loss = Squares(_critic.forward(rows) - rows.narrow(1, 0, 1));
        loss.backward();
        row.SetGradientNorm(_criticLearner.Step(step.LearningRate));
        using (no_grad())
            _target.lerp_(_criticLearner.Parameters.Values, _tau);
        var regret = Squares(_actor.forward(rows.narrow(1, 0, 4)) - rows.narrow(1, 4, 2));
        regret.backward();
        row.Set("actor-norm", _actorLearner.Step(step.LearningRate));
        row.AddLoss(loss.detach(), HeldOne);
        row.Set("resets", _resets);
        row.Read(1);
    }

    public Evaluation Measure()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        return Evaluation.Of(null, new Measure(new Figure("target-norm"), _target.norm().item<float>()));
    }

    public void Dispose()
    {
        _actorLearner.Dispose();
        _criticLearner.Dispose();
        _actor.Dispose();
        _critic.Dispose();
        _target.Dispose();
        _tau.Dispose();
    }

    private static Scalar HeldOne { get; } = 1.ToScalar();

    private static ParameterGroup? Group(string name, Parameter parameter) => name switch
    {
        "0.weight" or "0.bias" => null,
        "3.bias" => new ParameterGroup(Decays: false, RateFactor: 2),
        _ => ParameterGroup.ByDimensions(name, parameter),
    };

    private static Tensor Squares(Tensor difference) => (difference * difference).mean();

    /// <summary>One step of the environment, with noise from the policy's own state, into the ring.</summary>
    private void Act(in StepContext step)
    {
        var random = new Random((int)step.Seed(StepPurpose.Sampling));
        for (var i = 0; i < _environment.Length; i++)
            _environment[i] = (0.97 * _environment[i]) + (0.2 * (random.NextDouble() - 0.5))
                + (0.01 * _environment[(i + 1) % 4]);
        if (Math.Abs(_environment[0]) > 0.25)
        {
            new Random((int)step.Seed(StepPurpose.Reset, _resets++)).NextDouble();
            Array.Fill(_environment, 1e-3 * _resets);
        }

        var at = (int)(_head[0]++ % Ring) * Width;
        for (var i = 0; i < Width; i++)
            _ring[at + i] = (float)_environment[i % 4] * (1 + i);
    }

    private IEnumerable<float> Drawn(Random random)
    {
        var row = random.Next((int)Math.Min(_head[0], Ring));
        return _ring.Skip(row * Width).Take(Width);
    }
}
