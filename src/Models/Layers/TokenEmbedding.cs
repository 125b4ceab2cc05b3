using Riverrun.Models.Plans;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Riverrun.Models.Layers;

/// <summary>
/// A vector per token, and where it is tied (Press and Wolf 1608.05859) also the projection back to logits.
/// </summary>
public sealed class TokenEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly int _width;
    private readonly ScalarType _operandType;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    /// <summary>An embedding whose vectors are still to be drawn.</summary>
    /// <param name="vocabulary">Tokens V.</param>
    /// <param name="width">Width D.</param>
    /// <param name="precision">What <see cref="Logits"/> is computed in.</param>
    /// <param name="type">Type of the vectors.</param>
    public TokenEmbedding(int vocabulary, int width, Precision precision, ScalarType type)
        : base(nameof(TokenEmbedding))
    {
        _width = width;
        _operandType = Projection.OperandType(precision, type);
        _weight = new Parameter(zeros(vocabulary, width, dtype: type));
        RegisterComponents();
    }

    /// <summary>Looks up <paramref name="tokens"/> (B, T): (B, T, D).</summary>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return _weight.index_select(0, tokens.reshape(-1))
            .view(tokens.shape[0], tokens.shape[1], _width)
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Scores every token against <paramref name="x"/> (B, T, D): (B, T, V), in the type of the product.
    /// </summary>
    public Tensor Logits(Tensor x)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(x.to(_operandType), _weight.to(_operandType)).MoveToOuterDisposeScope();
    }
}
