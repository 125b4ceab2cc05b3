using Riverrun.Models.Plans;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Riverrun.Models.Layers;

/// <summary>The gated feed-forward layer (Shazeer 2002.05202, eq. 6): (silu(x G) ⊙ x U) D, without biases.</summary>
public sealed class SwiGlu : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "gate_proj")]
    private readonly Projection _gate;

    [ComponentName(Name = "up_proj")]
    private readonly Projection _up;

    [ComponentName(Name = "down_proj")]
    private readonly Projection _down;

    /// <summary>A layer from <paramref name="width"/> by way of <paramref name="innerWidth"/> and back.</summary>
    public SwiGlu(int width, int innerWidth, Precision precision, ScalarType type)
        : base(nameof(SwiGlu))
    {
        _gate = new Projection(width, innerWidth, precision, type);
        _up = new Projection(width, innerWidth, precision, type);
        _down = new Projection(innerWidth, width, precision, type);
        RegisterComponents();
    }

    /// <summary>(…, D) to (…, D), in the type of the product.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var operand = _gate.Operand(x);
        var gated = nn.functional.silu(_gate.forward(operand)) * _up.forward(operand); // (…, inner)
        return _down.forward(gated).MoveToOuterDisposeScope();
    }
}
