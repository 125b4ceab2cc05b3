using Riverrun.Models.Plans;
using Riverrun.Models.Seeds;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tasks.Bigram;

/// <summary>
/// Trains a <see cref="ModelConfig.Bigram"/>, a table of logits, by plain stochastic gradient descent on samples of its
/// own distribution, and measures it exactly. No tensor, no device: a step of 64 samples takes some tens of
/// microseconds.
/// </summary>
internal sealed class BigramTable : IObjective
{
    private readonly BigramDistribution _distribution;
    private readonly BigramGradient _gradient;
    private readonly double[] _logits;
    private readonly ulong _key;
    private readonly int _batch;
    private readonly HeldOut _heldOut;
    private long _position;

    /// <summary>All logits 0.</summary>
    /// <exception cref="ArgumentException">The workload is not a bigram model on its own samples with plain
    /// SGD.</exception>
    public BigramTable(ObjectiveSetup setup)
    {
        _distribution = DistributionOf(setup.Workload);
        _heldOut = HeldOutDigest.Of(setup.Workload);
        _batch = setup.Workload.Batch.Size * setup.Workload.Batch.AccumulationSteps;
        _key = StableHash.Of((ulong)setup.Trainer.Seed, StableHash.Of(setup.Trainer.WorkloadName));
        _logits = new double[_distribution.Contexts * _distribution.Tokens];
        _gradient = new BigramGradient(_distribution.Contexts, _distribution.Tokens, _batch);
        State = new ObjectiveState(
            [StateBlock.Of("logits", _logits, _distribution.Contexts, _distribution.Tokens)],
            [new StateCounter(StateCounter.PositionName, StatePart.Position, () => _position, to => _position = to)]);
    }

    /// <inheritdoc/>
    public ObjectiveState State { get; }

    /// <inheritdoc/>
    public void Take(in StepContext step, FigureRow row)
    {
        row.SetLoss(Accumulate(StableHash.Of(_key, (ulong)_position)));
        row.SetGradientNorm(_gradient.Descend(_logits, step.LearningRate));
        row.Read(_batch);
        _position++;
    }

    /// <summary>
    /// Measures the exact loss under the distribution: nothing is sampled. <c>excess</c> is the loss above the entropy,
    /// <c>deterministic</c> and <c>uncertain</c> the parts of it from each kind of context.
    /// </summary>
    public Evaluation Measure()
    {
        double deterministic = 0, uncertain = 0;
        for (var context = 0; context < _distribution.Contexts; context++)
        {
            var excess = _distribution.Frequencies[context] * ExcessOf(context);
            if (context < _distribution.DeterministicContexts)
                deterministic += excess;
            else
                uncertain += excess;
        }

        var metrics = new Dictionary<string, double>
        {
            ["excess"] = deterministic + uncertain,
            ["deterministic"] = deterministic,
            ["uncertain"] = uncertain,
        };
        return new Evaluation(_distribution.EntropyNats + deterministic + uncertain, null, metrics, _heldOut);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static BigramDistribution DistributionOf(Workload workload) => workload switch
    {
        { Model: ModelConfig.Bigram model, Data: CorpusConfig.BigramSource source, Optimizer: OptimizerConfig.Sgd } =>
            new BigramDistribution(model, source.DistributionSeed),
        _ => throw new ArgumentException(
            "A bigram model trains on data of kind bigram with optimizer sgd, "
            + $"not {workload.Model.GetType().Name} on {workload.Data.GetType().Name} with "
            + $"{workload.Optimizer.GetType().Name}.",
            nameof(workload)),
    };

    private double Accumulate(ulong key)
    {
        var loss = 0.0;
        _gradient.Clear();
        for (var sample = 0; sample < _batch; sample++)
        {
            var (context, token) = _distribution.Sample(
                BigramDistribution.Uniform(StableHash.Of(key, 2 * (ulong)sample)),
                BigramDistribution.Uniform(StableHash.Of(key, (2 * (ulong)sample) + 1)));
            loss += _gradient.Add(_logits, context, token);
        }

        return loss / _batch;
    }

    // sum p (log p - log q), where q is the softmax of the logits.
    private double ExcessOf(int context)
    {
        var logits = _logits.AsSpan(context * _distribution.Tokens, _distribution.Tokens);
        var logNormalizer = BigramGradient.LogSumExp(logits);
        var excess = 0.0;
        var row = _distribution.Row(context);
        for (var token = 0; token < row.Length; token++)
        {
            if (row[token] > 0)
                excess += row[token] * (Math.Log(row[token]) + logNormalizer - logits[token]);
        }

        return excess;
    }
}
