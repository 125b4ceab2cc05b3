using Riverrun.Models.Tasks.Language;

using static TorchSharp.torch;

namespace Riverrun.Models.Tests.Tasks.Language;

public sealed class NextTokenLossTests
{
    [Fact]
    public void Cross_entropy_is_the_mean_of_minus_log_probability()
    {
        using var scope = NewDisposeScope();
        var logits = tensor([1.0, 2, 0.5, -1, 0, 3], [1, 2, 3]);

        var loss = NextTokenLoss.Of(logits, tensor([1L, 0], [1, 2]), zLoss: 0.5).CrossEntropy.item<double>();

        var first = Math.Log(Math.Exp(1) + Math.Exp(2) + Math.Exp(0.5)) - 2;
        var second = Math.Log(Math.Exp(-1) + Math.Exp(0) + Math.Exp(3)) + 1;
        Assert.Equal((first + second) / 2, loss, 1e-12);
    }

    [Fact]
    public void The_z_loss_pulls_each_logit_by_its_share_of_the_log_partition()
    {
        using var scope = NewDisposeScope();
        var logits = tensor([1.0, 2, 0.5, -1, 0, 3], [1, 2, 3]).requires_grad_();
        var targets = tensor([1L, 0], [1, 2]);

        var objective = NextTokenLoss.Of(logits, targets, zLoss: 0.5);
        (objective.Total - objective.CrossEntropy).backward();

        var expected = 0.5 * 2 * logits.logsumexp(-1, keepdim: true) * logits.softmax(-1) / 2;
        Assert.True(allclose(expected, logits.grad!, 0, 1e-12)); // backward() set it
    }
}
