using System.Diagnostics;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Tasks;

/// <summary>How many numbers a model learns, from its configuration alone. Pure.</summary>
public static class ParameterCount
{
    /// <summary>All parameters; <see cref="long.MaxValue"/> where they are more.</summary>
    /// <param name="model">The model.</param>
    /// <param name="vocabulary">Tokens V of what it reads; a bigram model has its own.</param>
    public static long Of(ModelConfig model, int vocabulary) => Clamped(model switch
    {
        ModelConfig.Llama llama => Norms(llama) + OfProducts(llama) + llama.Width
            + (Int128)vocabulary * llama.Width * (llama.TiedEmbeddings ? 1 : 2),
        ModelConfig.OwnModel => 0, // Nobody but the objective knows.
        ModelConfig.Bigram bigram => ((Int128)bigram.DeterministicContexts + bigram.UncertainContexts) * bigram.Tokens,
        var other => throw new UnreachableException($"Nobody counts the parameters of {other}."),
    });

    /// <summary>
    /// The weights of all layers that a token is multiplied with; embedding, output and norms left out.
    /// </summary>
    internal static Int128 OfProducts(ModelConfig.Llama model)
    {
        Int128 width = model.Width;
        var keysAndValues = 2 * width * (model.KeyValueHeads * (width / model.Heads));

        return model.Layers * (2 * width * width + keysAndValues + 3 * width * model.FeedForwardWidth);
    }

    /// <summary>The number, or the greatest that a <see cref="long"/> holds.</summary>
    internal static long Clamped(Int128 number) => number > long.MaxValue ? long.MaxValue : (long)number;

    private static Int128 Norms(ModelConfig.Llama model)
    {
        Int128 width = model.Width;

        return model.Layers * (2 * width + (model.QueryKeyNorm ? 2 * (width / model.Heads) : 0));
    }
}
