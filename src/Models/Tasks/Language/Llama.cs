using Riverrun.Models.Layers;
using Riverrun.Models.Plans;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Riverrun.Models.Tasks.Language;

/// <summary>
/// A decoder that predicts the next token (Touvron et al. 2302.13971). Its parameters carry the names of published
/// Llama weights (with query and key norms: of Qwen3).
/// </summary>
public sealed class Llama : nn.Module
{
    private readonly int _context;
    private readonly ScalarType _type;
    private readonly RotaryEmbedding _rotary;

    [ComponentName(Name = "model")]
    private readonly LlamaTrunk _trunk;

    [ComponentName(Name = "lm_head")]
    private readonly Projection? _head;

    /// <summary>A model whose weights are still to be drawn (<see cref="LlamaInitialization"/>) or read.</summary>
    /// <param name="config">Its shape.</param>
    /// <param name="vocabulary">Tokens V.</param>
    /// <param name="context">Longest window T.</param>
    /// <param name="precision">What matrix products are computed in.</param>
    /// <param name="type">Type of the weights; float64 only to check gradients.</param>
    /// <param name="device">Where it lives; null for the processor.</param>
    /// <exception cref="ArgumentException">The shape is impossible.</exception>
    public Llama(
        ModelConfig.Llama config,
        int vocabulary,
        int context,
        Precision precision = Precision.Full,
        ScalarType type = ScalarType.Float32,
        Device? device = null)
        : base(nameof(Llama))
    {
        Check(config, vocabulary);
        _context = context;
        _type = type;
        _trunk = new LlamaTrunk(config, vocabulary, precision, type);
        _head = config.TiedEmbeddings ? null : new Projection(config.Width, vocabulary, precision, type);
        RegisterComponents();
        this.to(device ?? CPU);
        _rotary = new RotaryEmbedding(
            config.Width / config.Heads, context, config.RopeBase, type, device ?? CPU, config.RopeScaling);
    }

    /// <summary>Scores of the token that follows each of <paramref name="tokens"/> (B, T): logits (B, T, V).</summary>
    /// <param name="tokens">Token numbers, int64.</param>
    /// <param name="dropout">Where dropout masks come from; null for none.</param>
    /// <exception cref="ArgumentException">The window is longer than the model's context.</exception>
    public Tensor Forward(Tensor tokens, Generator? dropout = null)
    {
        if (tokens.shape[1] > _context)
            throw new ArgumentException(
                $"The window has {tokens.shape[1]} tokens; the model reads at most {_context}.", nameof(tokens));
        using var scope = NewDisposeScope();
        var stream = _trunk.Forward(tokens, _rotary, dropout);
        var logits = _head is null ? _trunk.Embedding.Logits(stream) : _head.forward(stream); // (B, T, V)
        return logits.to(_type).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _rotary.Dispose();
        base.Dispose(disposing);
    }

    private static void Check(ModelConfig.Llama config, int vocabulary)
    {
        if (config.Layers < 1 || config.Heads < 1 || config.KeyValueHeads < 1 || config.FeedForwardWidth < 1
            || vocabulary < 1)
            throw new ArgumentException(
                $"A Llama needs at least one layer, head, inner channel and token; this is {config}.");
        if (config.Problem() is { } problem)
            throw new ArgumentException($"Of this Llama, {problem.Key} {problem.RightWith(key => key)}: {config}.");
        if (config.Dropout is < 0 or >= 1)
            throw new ArgumentException($"Dropout {config.Dropout} must be at least 0 and below 1.");
    }
}
