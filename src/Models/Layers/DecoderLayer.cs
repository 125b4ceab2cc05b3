using Riverrun.Models.Plans;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Riverrun.Models.Layers;

/// <summary>
/// One layer of Llama (Touvron et al. 2302.13971, §2.2): attention and SwiGLU, each normed first and added to the
/// stream.
/// </summary>
public sealed class DecoderLayer : nn.Module
{
    [ComponentName(Name = "self_attn")]
    private readonly Attention _attention;

    [ComponentName(Name = "mlp")]
    private readonly SwiGlu _feedForward;

    [ComponentName(Name = "input_layernorm")]
    private readonly RmsNorm _attentionNorm;

    [ComponentName(Name = "post_attention_layernorm")]
    private readonly RmsNorm _feedForwardNorm;

    private readonly ResidualDropout _dropout;

    /// <summary>A layer as <paramref name="config"/> describes it.</summary>
    public DecoderLayer(ModelConfig.Llama config, Precision precision, ScalarType type)
        : base(nameof(DecoderLayer))
    {
        _attention = new Attention(config, precision, type);
        _feedForward = new SwiGlu(config.Width, config.FeedForwardWidth, precision, type);
        _attentionNorm = new RmsNorm(config.Width, config.NormEpsilon, type);
        _feedForwardNorm = new RmsNorm(config.Width, config.NormEpsilon, type);
        _dropout = new ResidualDropout(config.Dropout);
        RegisterComponents();
    }

    /// <summary>The stream after the layer, (B, T, D).</summary>
    /// <param name="x">The stream before it, (B, T, D).</param>
    /// <param name="rotary">The positions.</param>
    /// <param name="dropout">Where masks come from; null for none.</param>
    public Tensor Forward(Tensor x, RotaryEmbedding rotary, Generator? dropout)
    {
        using var scope = NewDisposeScope();
        var attended = _dropout.Add(x, _attention.Forward(_attentionNorm.forward(x), rotary), dropout);
        return _dropout.Add(attended, _feedForward.forward(_feedForwardNorm.forward(attended)), dropout)
            .MoveToOuterDisposeScope();
    }
}
