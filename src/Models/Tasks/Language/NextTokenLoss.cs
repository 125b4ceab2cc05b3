using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Tasks.Language;

/// <summary>
/// Cross entropy of the next token in nats, and with a weight above 0 the z-loss (Chowdhery et al. 2204.02311, §5;
/// without their factor's name: weight · mean(logsumexp(logits)²)), which keeps logits from drifting. It shapes
/// gradients only; what is reported is the cross entropy.
/// </summary>
/// <param name="CrossEntropy">Mean over all tokens, no dimensions.</param>
/// <param name="Total">What gradients are taken of, no dimensions.</param>
public sealed record NextTokenLoss(Tensor CrossEntropy, Tensor Total)
{
    /// <summary>
    /// The loss of <paramref name="logits"/> (B, T, V) against the tokens that came, <paramref name="targets"/> (B, T).
    /// </summary>
    /// <param name="logits">Scores.</param>
    /// <param name="targets">Token numbers, int64.</param>
    /// <param name="zLoss">Weight of the z-loss, at least 0.</param>
    public static NextTokenLoss Of(Tensor logits, Tensor targets, double zLoss = 0)
    {
        using var scope = NewDisposeScope();
        var rows = logits.view(-1, logits.shape[^1]); // (B·T, V)
        var crossEntropy = nn.functional.cross_entropy(rows, targets.reshape(-1)).MoveToOuterDisposeScope();
        if (zLoss == 0)
            return new NextTokenLoss(crossEntropy, crossEntropy);
        using var weight = zLoss.ToScalar();
        var partition = rows.logsumexp(-1); // (B·T)
        var total = crossEntropy.add((partition * partition).mean(), weight);
        return new NextTokenLoss(crossEntropy, total.MoveToOuterDisposeScope());
    }
}
