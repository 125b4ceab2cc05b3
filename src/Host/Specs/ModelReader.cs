using Riverrun.Host.Hocon;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Specs;

/// <summary>Reads <c>model { … }</c>.</summary>
internal static class ModelReader
{
    /// <summary>Reads a model of any kind.</summary>
    /// <param name="section">The section.</param>
    /// <param name="own">The kind that stands for the objective's own model; null where there is no objective.</param>
    public static ModelConfig Read(Section section, string? own = null)
    {
        ModelConfig model = section.Choice("kind", own, own is null ? ["llama", "bigram"] : ["llama", "bigram", own]) switch
        {
            "llama" => ReadLlama(section),
            "bigram" => ReadBigram(section),
            _ => new ModelConfig.OwnModel(),
        };
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

        var usualInner = (8L * width / 3 + 15) / 16 * 16;

        if (usualInner > int.MaxValue && !section.Has("feed-forward-width"))
            throw section.Wrong(
                "feed-forward-width",
                $"must be written, from 1 to {int.MaxValue}: its default would be {usualInner}, 8/3 of {section.PathOf("width")}");

        return new ModelConfig.Llama(
            section.Count("layers"),
            width,
            heads,
            keyValueHeads,
            section.Count("feed-forward-width", otherwise: (int)Math.Min(usualInner, int.MaxValue)),
            section.Flag("query-key-norm", false),
            section.Flag("tied-embeddings", true),
            section.Number("rope-base", 10_000, value => value > 1, "above 1"),
            section.Number("norm-epsilon", 1e-5, value => value > 0, "above 0"),
            section.Number("z-loss", 0, value => value >= 0, "of at least 0"),
            section.Number("dropout", 0, value => value is >= 0 and < 1, "from 0 to below 1"),
            section.Has("rope-scaling") ? ReadRopeScaling(section.Child("rope-scaling")) : null,
            section.Has("from") ? ReadPublished(section) : null);
    }

    private static RopeScaling ReadRopeScaling(Section section)
    {
        var kind = section.Choice("kind", null, "linear", "llama3");
        var factor = section.Number("factor", null, value => value >= 1, "of at least 1");

        if (kind == "linear")
        {
            section.Complete();

            return new RopeScaling.Linear(factor);
        }

        var low = section.Number("low-frequency-factor", null, value => value > 0, "above 0");
        var scaling = new RopeScaling.Llama3(
            factor,
            low,
            section.Number("high-frequency-factor", null, value => value > low, $"above {section.PathOf("low-frequency-factor")}, {low}"),
            section.Count("original-context"));
        section.Complete();

        return scaling;
    }

    private static PublishedWeights ReadPublished(Section model)
    {
        if (model.Find("from") is not HoconObject)
            throw model.Wrong("from", "must be { folder = …, digest = …, positions = … } here, which run and submit make of a folder");

        var section = model.Child("from");
        var digest = section.Text("digest");
        var weights = new PublishedWeights(section.Text("folder"), digest, section.Count("positions"));
        section.Complete();

        return digest.Length == 64 && digest.All(char.IsAsciiHexDigitLower)
            ? weights
            : throw section.Wrong("digest", "must be 64 hexadecimal digits");
    }

    private static ModelConfig.Bigram ReadBigram(Section section)
    {
        var model = new ModelConfig.Bigram(
            section.Count("deterministic-contexts"),
            section.Count("uncertain-contexts"),
            section.Count("tokens", least: 8));
        var contexts = (long)model.DeterministicContexts + model.UncertainContexts;

        return (Int128)contexts * model.Tokens is var logits && logits <= Array.MaxLength
            ? model
            : throw section.Wrong(
                "tokens", $"makes a table of {logits} logits with {contexts} contexts, and a table has at most {Array.MaxLength}");
    }
}
