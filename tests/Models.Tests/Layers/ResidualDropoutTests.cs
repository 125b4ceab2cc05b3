using Riverrun.Models.Layers;
using static TorchSharp.torch;

namespace Riverrun.Models.Tests.Layers;

public sealed class ResidualDropoutTests
{
    [Fact]
    public void What_is_kept_is_scaled_so_that_the_mean_stays()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var branch = ones(100, 1000);

        var added = new ResidualDropout(0.25).Add(zeros(100, 1000), branch, generator);

        Assert.Equal(0.75, added.ne(0).to(ScalarType.Float32).mean().item<float>(), 0.01);
        Assert.Equal(1, added.mean().item<float>(), 0.01);
        Assert.Equal(1 / 0.75, added.max().item<float>(), 1e-6);
    }

    [Fact]
    public void Without_a_generator_the_whole_branch_is_added()
    {
        using var scope = NewDisposeScope();

        var added = new ResidualDropout(0.5).Add(ones(3, 3), ones(3, 3), null);

        Assert.True(allclose(added, ones(3, 3) * 2));
    }
}
