using Riverrun.Models.Layers;
using Riverrun.Models.Plans;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Riverrun.Models.Tasks.Language;

/// <summary>Embedding, decoder layers and last norm: what published Llama weights call <c>model</c>.</summary>
public sealed class LlamaTrunk : nn.Module
{
    [ComponentName(Name = "embed_tokens")]
    private readonly TokenEmbedding _embedding;

    [ComponentName(Name = "layers")]
    private readonly ModuleList<DecoderLayer> _layers;

    [ComponentName(Name = "norm")]
    private readonly RmsNorm _norm;

    /// <summary>A trunk as <paramref name="config"/> describes it.</summary>
    public LlamaTrunk(ModelConfig.Llama config, int vocabulary, Precision precision, ScalarType type)
        : base(nameof(LlamaTrunk))
    {
        _embedding = new TokenEmbedding(vocabulary, config.Width, precision, type);
        _layers = new ModuleList<DecoderLayer>(
            [.. Enumerable.Range(0, config.Layers).Select(_ => new DecoderLayer(config, precision, type))]);
        _norm = new RmsNorm(config.Width, config.NormEpsilon, type);
        RegisterComponents();
    }

    /// <summary>The vectors of the tokens.</summary>
    public TokenEmbedding Embedding => _embedding;

    /// <summary>Reads <paramref name="tokens"/> (B, T): (B, T, D).</summary>
    public Tensor Forward(Tensor tokens, RotaryEmbedding rotary, Generator? dropout)
    {
        using var scope = NewDisposeScope();
        var stream = _embedding.forward(tokens); // (B, T, D)
        foreach (var layer in _layers)
            stream = layer.Forward(stream, rotary, dropout);
        return _norm.forward(stream).MoveToOuterDisposeScope();
    }
}
