using Riverrun.Models.Plans;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Riverrun.Models.Layers;

/// <summary>
/// Causal self-attention (Vaswani et al. 1706.03762, eq. 1) with rotary positions, grouped queries
/// (Ainslie et al. 2305.13245, §2.2) and, if asked for, a norm of every head's queries and keys before the
/// rotation (Henry et al. 2010.04245; with RMSNorm and a gain, as in Qwen3). Only the four projections are
/// computed in the lower precision; scores and their softmax are not.
/// </summary>
public sealed class Attention : nn.Module
{
    private readonly int _heads;
    private readonly int _keyValueHeads;
    private readonly int _headWidth;

    [ComponentName(Name = "q_proj")]
    private readonly Projection _query;

    [ComponentName(Name = "k_proj")]
    private readonly Projection _key;

    [ComponentName(Name = "v_proj")]
    private readonly Projection _value;

    [ComponentName(Name = "o_proj")]
    private readonly Projection _output;

    [ComponentName(Name = "q_norm")]
    private readonly RmsNorm? _queryNorm;

    [ComponentName(Name = "k_norm")]
    private readonly RmsNorm? _keyNorm;

    /// <summary>Attention as <paramref name="config"/> describes it.</summary>
    public Attention(ModelConfig.Llama config, Precision precision, ScalarType type)
        : base(nameof(Attention))
    {
        _heads = config.Heads;
        _keyValueHeads = config.KeyValueHeads;
        _headWidth = config.Width / config.Heads;
        var keyValueWidth = _keyValueHeads * _headWidth;
        _query = new Projection(config.Width, config.Width, precision, type);
        _key = new Projection(config.Width, keyValueWidth, precision, type);
        _value = new Projection(config.Width, keyValueWidth, precision, type);
        _output = new Projection(config.Width, config.Width, precision, type);
        if (config.QueryKeyNorm)
        {
            _queryNorm = new RmsNorm(_headWidth, config.NormEpsilon, type);
            _keyNorm = new RmsNorm(_headWidth, config.NormEpsilon, type);
        }

        RegisterComponents();
    }

    /// <summary>Lets every position of <paramref name="x"/> (B, T, D) attend to itself and those before it.</summary>
    public Tensor Forward(Tensor x, RotaryEmbedding rotary)
    {
        using var scope = NewDisposeScope();
        var (batch, time) = (x.shape[0], x.shape[1]);
        var operand = _query.Operand(x);
        var queries = Heads(_query, _heads, _queryNorm);
        var keys = Grouped(Heads(_key, _keyValueHeads, _keyNorm));
        var values = Grouped(
            _value.forward(operand).to(x.dtype).view(batch, time, _keyValueHeads, _headWidth).transpose(1, 2));
        var mixed = CausalMixing.Of(queries, keys, values); // (B, H, T, D/H)
        var joined = mixed.transpose(1, 2).reshape(batch, time, _heads * _headWidth); // (B, T, D)
        return _output.forward(joined).MoveToOuterDisposeScope();

        Tensor Heads(Projection projection, int heads, RmsNorm? norm)
        {
            var split = projection.forward(operand).to(x.dtype).view(batch, time, heads, _headWidth);
            return rotary.Rotate(norm is null ? split : norm.forward(split)).transpose(1, 2); // (B, H, T, D/H)
        }

        Tensor Grouped(Tensor heads) => _heads == _keyValueHeads
            ? heads
            : heads.unsqueeze(2)
                .expand(batch, _keyValueHeads, _heads / _keyValueHeads, time, _headWidth)
                .reshape(batch, _heads, time, _headWidth);
    }
}
