using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data;
using Riverrun.Models.Native;
using Riverrun.Models.Optimizers;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Tasks.Language;

/// <summary>
/// A stored model that continues text, reading the last window again for every token. It needs the tokenizer and
/// nothing of the corpus, so it writes where it was not trained. Not thread-safe: one thread makes it, uses it and
/// disposes it.
/// </summary>
public sealed class TextModel : IDisposable
{
    /// <summary>What a temperature must be, in words.</summary>
    public const string Temperatures = "0, or a number from 0.000001 to 1000000";

    private readonly ITokenizer _tokenizer;
    private readonly int _context;
    private readonly Device _device;
    private readonly Llama _model;
    private readonly long[] _gaps;

    internal TextModel(
        ModelConfig.Llama config, ITokenizer tokenizer, int context, DeviceConfig device, Stream checkpoint,
        TokenizerConfig? files = null)
    {
        (_tokenizer, _context, _device) = (tokenizer, context, ThisDevice.Open(device));
        var file = SafeTensors.Read(checkpoint);
        var manifest = StateManifest.Parse(file.Metadata);
        TrainedVocabulary.Require(file, files ?? new TokenizerConfig.Bytes(), tokenizer);
        _model = new Llama(config, tokenizer.VocabularySize, context, device.Precision, device: _device);
        var numbers = Enumerable.Range(0, tokenizer.VocabularySize);
        _gaps = [.. numbers.Where(token => !tokenizer.Has(token)).Select(token => (long)token)];
        // The model's weights stay where they are read to; the gradients are not kept.
        using var parameters = new FlatParameters(_model);
        new ObjectiveState([StateBlock.Of(parameters)])
            .Load(file, manifest, new Carry(Moments: false, DataPosition: false));
    }

    /// <summary>The model whose training state <see cref="ICapturedState.WriteTo"/> wrote.</summary>
    /// <param name="workload">What was trained. The files of its corpus are not looked at, those of its tokenizer
    /// are.</param>
    /// <param name="device">What to compute on, and how.</param>
    /// <param name="checkpoint">The stored bytes; read once from start to end, verified by the store.</param>
    /// <exception cref="NotSupportedException">The model does not produce text.</exception>
    /// <exception cref="CorpusException">The tokenizer's files are missing, no tokenizer, or not those it was trained
    /// with.</exception>
    /// <exception cref="MissingDeviceException">This process has no such device.</exception>
    /// <exception cref="InvalidDataException">The bytes are no such state: a sentence that says what
    /// differs.</exception>
    /// <exception cref="NonFiniteStateException">The state holds NaN or an infinity.</exception>
    public static TextModel Restore(Workload workload, DeviceConfig device, Stream checkpoint)
    {
        if (workload.Model is not ModelConfig.Llama config)
            throw new NotSupportedException(workload.Model is ModelConfig.Bigram
                ? "A bigram model predicts numbers of a made-up distribution; it has no text to sample."
                : $"What objective {workload.Objective?.Kind} trains writes no text; there is nothing to sample.");
        var (tokenizer, context) = Corpora.WindowsOf(workload.Data);
        return new TextModel(config, Tokenizers.Open(tokenizer), context, device, checkpoint, tokenizer);
    }

    /// <summary>
    /// Whether the logits over that temperature are numbers: below some, they are infinite in single precision.
    /// </summary>
    public static bool TakesTemperature(double temperature) => temperature is 0 or >= 1e-6 and <= 1e6;

    /// <summary>
    /// The text that <paramref name="count"/> further tokens make, without the prompt; repeatable for the same seed.
    /// </summary>
    /// <param name="prompt">What comes before; empty to start at a line's beginning.</param>
    /// <param name="count">Tokens to add, at least 0.</param>
    /// <param name="temperature">Divides the logits, from 1e-6 to 1e6; 0 for the likeliest token each time.</param>
    /// <param name="seed">Seed of the draws.</param>
    public string Continue(string prompt, int count, double temperature, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!TakesTemperature(temperature))
            throw new ArgumentOutOfRangeException(
                nameof(temperature), temperature, $"The temperature must be {Temperatures}.");
        using var frozen = no_grad();
        // On the processor, whatever the device: the same seed then draws the same way.
        using var generator = new Generator((ulong)seed, CPU);
        List<int> tokens = [.. _tokenizer.Encode(prompt.Length == 0 ? "\n" : prompt)];
        if (tokens.Count == 0)
            tokens.Add(0);
        var start = tokens.Count;
        for (var i = 0; i < count; i++)
            tokens.Add(Next(tokens, temperature, generator));
        return _tokenizer.Decode([.. tokens[start..]]);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private int Next(List<int> tokens, double temperature, Generator generator)
    {
        using var scope = NewDisposeScope();
        long[] window = [.. tokens.Skip(tokens.Count - _context).Select(token => (long)token)];
        var logits = _model.Forward(tensor(window, [1, window.Length], device: _device))[0, -1].cpu(); // (V)
        if (_gaps.Length > 0) // A number without a token is never drawn.
            logits.index_fill_(0, tensor(_gaps), HeldScalars.NegativeInfinity);
        using var divisor = temperature.ToScalar();
        return (int)(temperature == 0
            ? logits.argmax()
            : (logits / divisor).softmax(-1).multinomial(1, false, generator)).item<long>();
    }
}
