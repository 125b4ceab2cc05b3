using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Published;
using Riverrun.Models.Seeds;
using Riverrun.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Tasks.Language;

/// <summary>A <see cref="Llama"/> that learns to predict the next token of windows of a corpus.</summary>
internal sealed class NextToken : GradientObjective
{
    private readonly Llama _model;
    private readonly ModelConfig.Llama _config;
    private readonly ICorpus _corpus;
    private readonly WindowBatches _batches;
    private readonly Generator _dropout;

    private NextToken(ObjectiveSetup setup, ModelConfig.Llama config, ICorpus corpus, Llama model, Device device)
        : base(setup, model, facts: FactsOf(setup.Workload, corpus))
    {
        (_model, _config, _corpus) = (model, config, corpus);
        _batches = new WindowBatches(corpus, device);
        _dropout = new Generator(0, device);
    }

    /// <summary>The model with its first weights.</summary>
    /// <param name="setup">What to train and how.</param>
    /// <param name="config">The model of the setup's workload.</param>
    /// <param name="corpus">What it reads; disposed with the objective.</param>
    /// <exception cref="PublishedModelException">It is to begin with published weights, and they cannot be
    /// read.</exception>
    public static NextToken Open(ObjectiveSetup setup, ModelConfig.Llama config, ICorpus corpus)
    {
        var device = setup.OpenDevice();
        var model = new Llama(
            config, corpus.Tokenizer.VocabularySize, corpus.Context, setup.Trainer.Device.Precision, device: device);
        var objective = new NextToken(setup, config, corpus, model, device);
        try
        {
            objective.MakeFirstWeights();
            return objective;
        }
        catch
        {
            objective.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Evaluation Measure()
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var (windows, batch) = (Setup.Workload.Evaluation.Windows, Setup.Workload.Batch.Size);
        var sum = zeros([], dtype: ScalarType.Float64, device: _batches.Device);
        for (var first = 0; first < windows; first += batch)
        {
            using var inner = NewDisposeScope();
            var rows = Math.Min(batch, windows - first);
            var (inputs, targets) = _batches.HeldOut(first, rows, windows);
            using var weight = rows.ToScalar();
            sum.add_(NextTokenLoss.Of(_model.Forward(inputs), targets).CrossEntropy, weight);
        }

        var nats = sum.item<double>() / windows;
        return new Evaluation(
            nats, nats / Math.Log(2) / _corpus.BytesPerToken, new Dictionary<string, double>(),
            HeldOutDigest.Of(_corpus, windows));
    }

    /// <inheritdoc/>
    public override void Require(SafeTensorFile stored, Carry carry)
    {
        if (carry == Carry.Everything)
            TrainedVocabulary.Require(stored, Corpora.WindowsOf(Setup.Workload.Data).Tokenizer, _corpus.Tokenizer);
    }

    /// <inheritdoc/>
    protected override void Begin(in StepContext step) => _dropout.manual_seed(step.Seed(StepPurpose.Dropout));

    /// <inheritdoc/>
    protected override TrainingLoss Loss(in StepContext step, long position, int rows, FigureRow row)
    {
        var (inputs, targets) = _batches.Training(Setup.Trainer.Seed, position, rows);
        var loss = NextTokenLoss.Of(_model.Forward(inputs, _dropout), targets, _config.ZLoss);
        return new TrainingLoss(loss.Total, loss.CrossEntropy, _corpus.Context);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _dropout.Dispose();
            _corpus.Dispose();
        }

        base.Dispose(disposing);
    }

    private void MakeFirstWeights()
    {
        if (_config.From is null)
            LlamaInitialization.Draw(Parameters, _config.Layers, Setup.Trainer.Seed);
        else if (!Setup.IsRestored) // A folder that is gone by then is no loss.
            PublishedModel.Fill(_config.From, Parameters);
    }

    // Absent and not empty: a state that has neither is the same bytes as before there were such keys.
    private static Dictionary<string, string> FactsOf(Workload workload, ICorpus corpus)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (corpus.Tokenizer.Identity is { } tokenizer)
            facts["tokenizer"] = tokenizer;
        if (workload.Data is CorpusConfig.Text && corpus.Digest is { } digest)
            facts["corpus"] = digest;
        return facts;
    }
}
