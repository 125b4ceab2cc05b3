using Riverrun.Host.Hocon;
using Riverrun.Models.Zoo;

namespace Riverrun.Host.Specs;

/// <summary>Reads <c>model { … }</c>.</summary>
internal static class ModelReader
{
    /// <summary>Reads a model of any kind.</summary>
    public static ModelConfig Read(Section section)
    {
        ModelConfig model = section.Choice("kind", null, "llama", "bigram") == "llama" ? ReadLlama(section) : ReadBigram(section);
        section.Complete();

        return model;
    }

    private static ModelConfig.Llama ReadLlama(Section section)
    {
        var width = section.Count("width");
        var heads = section.Count("heads");

        if (width % heads != 0)
            throw section.Wrong("heads", $"must divide {section.PathOf("width")}, which is {width}");

        if (width / heads % 2 != 0)
            throw section.Wrong(
                "heads", $"must leave an even width per head for the rotary positions, and {width} / {heads} is {width / heads}");

        var keyValueHeads = section.Count("key-value-heads", otherwise: heads);

        if (heads % keyValueHeads != 0)
            throw section.Wrong("key-value-heads", $"must divide {section.PathOf("heads")}, which is {heads}");

        return new ModelConfig.Llama(
            section.Count("layers"),
            width,
            heads,
            keyValueHeads,
            section.Count("feed-forward-width", otherwise: (8 * width / 3 + 15) / 16 * 16),
            section.Flag("query-key-norm", false),
            section.Flag("tied-embeddings", true),
            section.Number("rope-base", 10_000, value => value > 1, "above 1"),
            section.Number("norm-epsilon", 1e-5, value => value > 0, "above 0"),
            section.Number("z-loss", 0, value => value >= 0, "of at least 0"),
            section.Number("dropout", 0, value => value is >= 0 and < 1, "from 0 to below 1"));
    }

    private static ModelConfig.Bigram ReadBigram(Section section) => new(
        section.Count("deterministic-contexts"),
        section.Count("uncertain-contexts"),
        section.Count("tokens", least: 8));
}
