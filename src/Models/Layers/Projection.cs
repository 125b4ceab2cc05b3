using Riverrun.Models.Plans;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace Riverrun.Models.Layers;

/// <summary>
/// x Wᵀ without a bias. With <see cref="Precision.Mixed"/> both operands are rounded to bfloat16 for the product
/// (Micikevicius et al. 1710.03740, §3.1: the weights themselves stay in float32).
/// </summary>
public sealed class Projection : nn.Module<Tensor, Tensor>
{
    private readonly ScalarType _operandType;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    /// <summary>A projection whose weights are still to be drawn.</summary>
    /// <param name="inputs">Size of the last dimension of x.</param>
    /// <param name="outputs">Size of the last dimension of the product.</param>
    /// <param name="precision">What the product is computed in.</param>
    /// <param name="type">Type of the weights.</param>
    public Projection(int inputs, int outputs, Precision precision, ScalarType type)
        : base(nameof(Projection))
    {
        _operandType = OperandType(precision, type);
        _weight = new Parameter(zeros(outputs, inputs, dtype: type));
        RegisterComponents();
    }

    /// <summary>The type in which a product of tensors of type <paramref name="type"/> is computed.</summary>
    public static ScalarType OperandType(Precision precision, ScalarType type) =>
        precision == Precision.Mixed ? ScalarType.BFloat16 : type;

    /// <summary>Rounds <paramref name="x"/> to what the product takes; once for several projections of one x.</summary>
    public Tensor Operand(Tensor x) => x.dtype == _operandType ? x : x.to(_operandType);

    /// <summary>(…, inputs) to (…, outputs), in the type of the product.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(Operand(x), Operand(_weight)).MoveToOuterDisposeScope();
    }
}
