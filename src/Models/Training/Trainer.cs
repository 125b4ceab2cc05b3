using System.Diagnostics;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data;
using Riverrun.Models.Objectives;
using Riverrun.Models.Optimizers;
using Riverrun.Models.Plans;
using Riverrun.Models.Seeds;
using Riverrun.Models.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>Trains a <see cref="Llama"/> on windows of a corpus.</summary>
internal sealed class Trainer : ITrainer
{
    private readonly TrainerSetup _setup;
    private readonly ModelConfig.Llama _config;
    private readonly ICorpus _corpus;
    private readonly Device _device;
    private readonly Llama _model;
    private readonly FlatParameters _parameters;
    private readonly IOptimizer _optimizer;
    private readonly StateTensors _state;
    private readonly SnapshotPool _snapshots;
    private readonly WindowBatches _batches;
    private readonly Generator _dropout;
    private readonly Scalar _microBatchShare;
    private long _position;

    /// <summary>A state at step 0, or the stored one.</summary>
    /// <param name="setup">What to train and how.</param>
    /// <param name="config">The model of the setup's workload.</param>
    /// <param name="corpus">What it reads; disposed with the trainer.</param>
    /// <param name="stored">Where the state comes from; null to draw it from the seed.</param>
    /// <exception cref="InvalidDataException">The stored bytes are no state of this model.</exception>
    /// <exception cref="NonFiniteStateException">They hold NaN or an infinity.</exception>
    public Trainer(TrainerSetup setup, ModelConfig.Llama config, ICorpus corpus, StoredState? stored)
    {
        (_setup, _config, _corpus) = (setup, config, corpus);
        _device = ThisDevice.Open(setup.Device);
        _model = new Llama(config, corpus.Tokenizer.VocabularySize, corpus.Context, setup.Device.Precision, device: _device);
        _parameters = new FlatParameters(_model);
        _optimizer = OptimizerFor(setup, _parameters);
        _state = new StateTensors(_parameters, _optimizer);
        _snapshots = new SnapshotPool(_state);
        _batches = new WindowBatches(corpus, _device);
        _dropout = new Generator(0, _device);
        _microBatchShare = (1.0 / setup.Workload.Batch.AccumulationSteps).ToScalar();
        if (stored is null)
            LlamaInitialization.Draw(_parameters, config.Layers, setup.Seed);
        else
            Load(stored);
    }

    /// <inheritdoc/>
    public long Step { get; private set; }

    /// <inheritdoc/>
    public StepSlice Train(ReadOnlySpan<double> learningRates)
    {
        var (first, started, count) = (Step, Stopwatch.GetTimestamp(), learningRates.Length);
        if (count == 0)
            return new StepSlice(first, [], [], [], 0, TimeSpan.Zero);
        using var scope = NewDisposeScope();
        // Figures stay on the device until the slice is over: reading one waits for all the work before it.
        var losses = zeros(count, device: _device);
        var norms = zeros(count, device: _device);
        for (var i = 0; i < count; i++)
            TakeStep(learningRates[i], losses[i], norms[i]);
        var batch = _setup.Workload.Batch;
        return new StepSlice(
            first, losses.cpu().data<float>().ToArray(), learningRates.ToArray(), norms.cpu().data<float>().ToArray(),
            (long)count * batch.Size * batch.AccumulationSteps * _corpus.Context, Stopwatch.GetElapsedTime(started));
    }

    /// <inheritdoc/>
    public Evaluation Evaluate() => HeldOutEvaluation.Of(_model, _corpus, _batches, _setup.Workload);

    /// <inheritdoc/>
    public ICapturedState Capture()
    {
        var snapshot = _snapshots.Rent();
        try
        {
            snapshot.Take();
            Finiteness.Require(snapshot.Tensors, Step);
        }
        catch
        {
            _snapshots.Return(snapshot);
            throw;
        }

        var manifest = new StateManifest(
            StateManifest.HashOf(_setup), Step, _position, _optimizer.Steps, _setup.Device, _corpus.Tokenizer.Identity,
            _setup.Workload.Data is CorpusConfig.Text ? _corpus.Digest : null);
        return new CapturedState(manifest, _snapshots, snapshot);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _snapshots.Dispose();
        _dropout.Dispose();
        _optimizer.Dispose();
        _parameters.Dispose();
        _model.Dispose();
        _corpus.Dispose();
    }

    private static IOptimizer OptimizerFor(TrainerSetup setup, FlatParameters parameters) => setup.Workload.Optimizer switch
    {
        OptimizerConfig.AdamW adamW => new FusedAdamW(parameters, adamW, setup.PeakLearningRate),
        OptimizerConfig.Sgd => new Sgd(parameters),
        var other => throw new UnreachableException($"No optimizer for {other}."),
    };

    private void TakeStep(double learningRate, Tensor loss, Tensor norm)
    {
        using var scope = NewDisposeScope();
        var batch = _setup.Workload.Batch;
        _dropout.manual_seed(StepSeeds.For(_setup.Seed, _setup.WorkloadName, Step, StepPurpose.Dropout));
        for (var i = 0; i < batch.AccumulationSteps; i++)
            loss.add_(AddGradients(batch), _microBatchShare);
        norm.copy_(_optimizer.Step(learningRate));
        Step++;
    }

    private Tensor AddGradients(BatchConfig batch)
    {
        using var scope = NewDisposeScope();
        var (inputs, targets) = _batches.Training(_setup.Seed, _position, batch.Size);
        var objective = NextTokenLoss.Of(_model.Forward(inputs, _dropout), targets, _config.ZLoss);
        (objective.Total * _microBatchShare).backward();
        _position += batch.Size;
        return objective.CrossEntropy.detach().MoveToOuterDisposeScope();
    }

    private void Load(StoredState stored)
    {
        var file = SafeTensors.Read(stored.Checkpoint);
        var manifest = StateManifest.Parse(file.Metadata);
        if (stored.Carry == Carry.Everything)
            TrainedVocabulary.Require(file, Corpora.WindowsOf(_setup.Workload.Data).Tokenizer, _corpus.Tokenizer);
        Finiteness.Require(
            file.Tensors.Values.Where(tensor => stored.Carry.Moments || StateTensors.IsWeight(tensor.Name)),
            manifest.Step);
        _state.Load(file.Tensors, stored.Carry.Moments);
        Step = manifest.Step;
        _position = stored.Carry.DataPosition ? manifest.Position : 0;
        _optimizer.Steps = stored.Carry.Moments ? manifest.OptimizerStep : 0;
    }
}
