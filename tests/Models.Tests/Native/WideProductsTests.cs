using Riverrun.Models.Native;
using static TorchSharp.torch;

namespace Riverrun.Models.Tests.Native;

public sealed class WideProductsTests
{
    [Fact]
    public void Products_stay_float32_products()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        WideProducts.Enable();
        var left = empty([300, 200]).normal_(0, 1, generator);
        var right = empty([200, 100]).normal_(0, 1, generator);

        var error = matmul(left, right) - matmul(left.to(ScalarType.Float64), right.to(ScalarType.Float64));

        // 200 summands of magnitude 1: float32 rounds to some 1e-5, bfloat16 operands would to some 1e-1.
        Assert.InRange(error.abs().max().item<double>(), 0, 1e-4);
    }
}
