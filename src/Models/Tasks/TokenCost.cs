using Riverrun.Models.Plans;

namespace Riverrun.Models.Tasks;

/// <summary>Floating-point operations that one token costs (Kaplan et al. 2001.08361, §2.1). Pure.</summary>
public static class TokenCost
{
    /// <summary>
    /// Of training: 6 for each weight that the token is multiplied with, the output's among them, and 12·L·T·D for the
    /// scores of attention, as if every position saw the whole window. Of a bigram model: an exponential and a step for
    /// each score of a row.
    /// </summary>
    /// <param name="workload">What is trained.</param>
    /// <param name="vocabulary">Tokens V of what it reads.</param>
    /// <param name="context">Tokens T of a window.</param>
    public static double Training(Workload workload, int vocabulary, int context) => workload.Model switch
    {
        ModelConfig.Llama model =>
            6 * ((double)ParameterCount.OfProducts(model) + (double)vocabulary * model.Width)
            + 12.0 * model.Layers * context * model.Width,
        ModelConfig.Bigram model => 6.0 * model.Tokens,
        _ => 0,
    };

    /// <summary>Of measuring, which takes the forward pass alone: a third.</summary>
    /// <inheritdoc cref="Training"/>
    public static double Measuring(Workload workload, int vocabulary, int context) =>
        Training(workload, vocabulary, context) / 3;
}
