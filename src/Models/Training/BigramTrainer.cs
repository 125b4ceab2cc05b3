using System.Diagnostics;
using Riverrun.Models.Plans;
using Riverrun.Models.Seeds;
using Riverrun.Models.Zoo;

namespace Riverrun.Models.Training;

/// <summary>
/// Trains a <see cref="ModelConfig.Bigram"/>, a table of logits, by plain stochastic gradient descent on samples of its own
/// distribution, and measures it exactly. No tensor, no device: a step of 64 samples takes some tens of microseconds.
/// </summary>
public sealed class BigramTrainer : ITrainer
{
    private readonly BigramDistribution _distribution;
    private readonly BigramGradient _gradient;
    private readonly double[] _logits;
    private readonly ulong _key;
    private readonly int _batch;
    private readonly HeldOut _heldOut;
    private long _dataPosition;

    private BigramTrainer(TrainerSetup setup, double[]? logits, long step, long dataPosition)
    {
        _distribution = DistributionOf(setup.Workload);
        _heldOut = HeldOutDigest.Of(setup.Workload);
        _batch = setup.Workload.Batch.Size * setup.Workload.Batch.AccumulationSteps;
        _key = StableHash.Of((ulong)setup.Seed, StableHash.Of(setup.WorkloadName));
        _logits = logits ?? new double[_distribution.Contexts * _distribution.Tokens];
        _gradient = new BigramGradient(_distribution.Contexts, _distribution.Tokens, _batch);
        (Step, _dataPosition) = (step, dataPosition);
    }

    /// <inheritdoc/>
    public long Step { get; private set; }

    /// <summary>All logits 0, at step 0.</summary>
    /// <exception cref="ArgumentException">The workload is not a bigram model on its own samples with plain SGD.</exception>
    public static BigramTrainer Initialize(TrainerSetup setup) => new(setup, null, 0, 0);

    /// <summary>The state that was captured into <paramref name="checkpoint"/>; there are no moments to carry.</summary>
    /// <exception cref="InvalidDataException">The bytes are no state of this workload: a sentence that says what differs.</exception>
    /// <exception cref="ArgumentException">The workload is not a bigram model on its own samples with plain SGD.</exception>
    public static BigramTrainer Restore(TrainerSetup setup, Stream checkpoint, Carry carry)
    {
        var distribution = DistributionOf(setup.Workload);
        var state = BigramState.Read(checkpoint, distribution.Contexts, distribution.Tokens);
        state.RequireFinite();
        return new BigramTrainer(setup, state.Logits, state.Step, carry.DataPosition ? state.DataPosition : 0);
    }

    /// <inheritdoc/>
    public StepSlice Train(ReadOnlySpan<double> learningRates)
    {
        var started = Stopwatch.GetTimestamp();
        var first = Step;
        var losses = new float[learningRates.Length];
        var norms = new float[learningRates.Length];
        for (var i = 0; i < learningRates.Length; i++)
        {
            losses[i] = (float)Accumulate(StableHash.Of(_key, (ulong)_dataPosition));
            norms[i] = (float)_gradient.Descend(_logits, learningRates[i]);
            Step++;
            _dataPosition++;
        }

        return new StepSlice(
            first, losses, learningRates.ToArray(), norms, (long)_batch * losses.Length, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>
    /// Measures the exact loss under the distribution: nothing is sampled. <c>excess</c> is the loss above the entropy,
    /// <c>deterministic</c> and <c>uncertain</c> the parts of it from each kind of context.
    /// </summary>
    public Evaluation Evaluate()
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
    public ICapturedState Capture()
    {
        var state = new BigramState(Step, _dataPosition, _distribution.Contexts, _distribution.Tokens, [.. _logits]);
        state.RequireFinite();
        return state;
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
