using System.Runtime.InteropServices;
using Riverrun.Models.Layers;
using static TorchSharp.torch;

namespace Riverrun.Models.Tests.Layers;

public sealed class CausalMixingTests
{
    [Fact]
    public void Both_forms_mix_alike_forward_and_backward()
    {
        using var scope = NewDisposeScope();
        var (writtenOut, writtenGradients) = Run(CausalMixing.WrittenOut);
        var (fused, fusedGradients) = Run(CausalMixing.Fused);

        Assert.True(allclose(writtenOut, fused, 1e-12, 1e-12));
        Assert.True(allclose(writtenGradients, fusedGradients, 1e-12, 1e-12));
    }

    [Fact]
    public void No_position_sees_the_future()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        var x = empty([1, 1, 6, 4]).normal_(0, 1, generator);
        var changed = x.clone();
        changed.narrow(2, 4, 2).add_(1);

        var before = CausalMixing.Of(x, x, x).narrow(2, 0, 4);
        var after = CausalMixing.Of(changed, changed, changed).narrow(2, 0, 4);

        Assert.True(allclose(before, after, 0, 1e-6));
    }

    [Fact]
    public void Written_out_it_gives_the_bits_of_matmul()
    {
        using var scope = NewDisposeScope();
        var (mixed, gradients) = Run(CausalMixing.WrittenOut);

        var (expected, expectedGradients) = Run((queries, keys, values) =>
        {
            var future = full([7, 7], float.NegativeInfinity, dtype: ScalarType.Float64).triu_(1);

            return matmul((matmul(queries * (1 / Math.Sqrt(6)), keys.transpose(-2, -1)) + future).softmax(-1), values);
        });

        Assert.True(mixed.eq(expected).all().item<bool>());
        Assert.True(gradients.eq(expectedGradients).all().item<bool>());
    }

    /// <summary>That of TorchSharp's matmul ends the process.</summary>
    [Fact]
    public void An_error_in_it_is_an_exception()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<ExternalException>(
            () => CausalMixing.WrittenOut(ones(1, 2, 3, 4), ones(1, 2, 3, 5), ones(1, 2, 3, 4)));
    }

    private static (Tensor Mixed, Tensor Gradients) Run(Func<Tensor, Tensor, Tensor, Tensor> form)
    {
        using var generator = new Generator(1);
        var x = empty([3, 2, 4, 7, 6], dtype: ScalarType.Float64).normal_(0, 1, generator).requires_grad_();
        var mixed = form(x[0], x[1], x[2]);
        (mixed * arange(mixed.numel(), dtype: ScalarType.Float64).view(mixed.shape)).sum().backward();
        return (mixed, x.grad!); // backward() set it
    }
}
