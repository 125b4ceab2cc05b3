using System.Globalization;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Plans;
using Riverrun.Models.Training.Births;

namespace Riverrun.Models.Papers.EfficientScale;

/// <summary>
/// Makes the weights of a larger Llama of those of a smaller one (AquilaMoE, Zhang et al. 2408.06567, §2.2; bert2BERT,
/// Chen et al. 2110.07143). Heads grow within their group of keys and values; the width of a head stays.
/// </summary>
public static class ScaleUp
{
    /// <summary>
    /// The transfer, to be registered: <c>carry { transfer { kind = scale-up, width = copy, depth = interpolate }
    /// }</c>.
    /// </summary>
    public static TransferKind Transfer { get; } = TransferKind.Of<ScaleUpSettings>("scale-up", Apply, Problem);

    /// <summary>The layer that each new one is made of.</summary>
    /// <param name="growth">How.</param>
    /// <param name="old">Layers of the smaller model.</param>
    /// <param name="now">Layers of the larger one.</param>
    public static IReadOnlyList<int> Layers(DepthGrowth growth, int old, int now) =>
        [.. Enumerable.Range(0, now)
            .Select(layer => growth == DepthGrowth.Stack ? layer % old : (int)((long)layer * old / now))];

    private static IReadOnlyList<SafeTensor> Apply(ScaleUpSettings settings, TransferSetup setup)
    {
        var old = new LlamaTensors(setup.Stored);
        // Problem asked for one.
        var growth = new LayerGrowth(settings.Width, old, (ModelConfig.Llama)setup.Workload.Model, setup.Seed);
        var sources = Layers(settings.Depth, old.Layers, growth.To.Layers);
        var made = new List<SafeTensor>();

        foreach (var name in old.OutsideLayers)
            made.Add(growth.Outside(name));

        for (var layer = 0; layer < sources.Count; layer++)
        {
            var isCopy = settings.Depth == DepthGrowth.Identity && layer > 0 && sources[layer] == sources[layer - 1];

            foreach (var part in old.Parts)
                made.Add(growth.Part(sources[layer], part, LlamaTensors.NameOf(layer, part), isCopy));
        }

        return made;
    }

    private static string? Problem(ScaleUpSettings settings, Workload from, Workload to)
    {
        if (from.Model is not ModelConfig.Llama old || to.Model is not ModelConfig.Llama now)
            return "needs two models of kind llama";

        if (Shrinks(old, now) is { } key)
            return $"makes no model smaller, and model.{key} is";

        if (old.KeyValueHeads != now.KeyValueHeads)
            return $"keeps model.key-value-heads, which is {now.KeyValueHeads} and was {old.KeyValueHeads}";

        if (old.Width / old.Heads != now.Width / now.Heads)
            return $"keeps the width of a head, which is {now.Width / now.Heads} and was {old.Width / old.Heads}";

        if (old.QueryKeyNorm != now.QueryKeyNorm || old.TiedEmbeddings != now.TiedEmbeddings)
            return "keeps model.query-key-norm and model.tied-embeddings";

        if (now.Width == old.Width)
            return null;

        if (settings.Width != WidthGrowth.Pad)
            return now.TiedEmbeddings
                ? "copies no tied embeddings, which would count twice; take width = pad, or untie them" : null;

        var epsilon = old.NormEpsilon * old.Width / now.Width;

        return Math.Abs(now.NormEpsilon - epsilon) <= 1e-6 * epsilon
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"keeps the function with width = pad only if model.norm-epsilon is {epsilon:R}, and it is "
                    + $"{now.NormEpsilon:R}");
    }

    private static string? Shrinks(ModelConfig.Llama old, ModelConfig.Llama now) =>
        now.Width < old.Width ? "width"
        : now.Heads < old.Heads ? "heads"
        : now.FeedForwardWidth < old.FeedForwardWidth ? "feed-forward-width"
        : now.Layers < old.Layers ? "layers"
        : null;
}
