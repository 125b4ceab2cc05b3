using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Published;
using Riverrun.Models.Specs.Records;

namespace Riverrun.Models.Specs;

/// <summary>
/// Looks into the folder that <c>model.from</c> names and writes what is in it as keys of the spec: the shape of the
/// model, the digest of the folder, and its tokenizer. From then on the spec says all by itself, wherever it is read.
/// </summary>
public static class PublishedModelKeys
{
    private const string From = "from";

    /// <summary>Writes the keys.</summary>
    /// <param name="tree">The spec, all layers merged, which is changed.</param>
    /// <exception cref="InvalidConfigurationException">A written key contradicts the folder.</exception>
    /// <exception cref="PublishedModelException">The folder has no model that can be trained.</exception>
    public static void Write(HoconObject tree) => Write(tree, tree);

    private static void Write(HoconObject part, HoconObject root)
    {
        if (part.Items.GetValueOrDefault("model") is HoconObject model
            && model.Items.GetValueOrDefault(From) is HoconValue folder)
        {
            if (folder.Text.Length == 0)
                throw new InvalidConfigurationException(
                    folder.Origin, "model.from is \"\"; it must be the folder of a published model.");

            var published = Keys(PublishedModel.Read(folder.Text));
            model.Remove(From);

            foreach (var key in published.Items.Keys.Append("rope-scaling").Distinct())
                if (Agreed(key, model.Items.GetValueOrDefault(key), published.Items.GetValueOrDefault(key),
                    folder) is { } value)
                    model.Set(key, value);
                else
                    model.Remove(key);

            if (!WritesTokenizer(part) && !WritesTokenizer(root))
                Data(part).Set("tokenizer", Tokenizer(folder.Text));
        }

        if (part.Items.GetValueOrDefault("stages") is HoconArray stages)
            foreach (var stage in stages.Items.OfType<HoconObject>())
                Write(stage, root);
    }

    // All that a published model says of itself: its kind and shape, not what only training has.
    private static HoconObject Keys(ModelConfig.Llama model)
    {
        var keys = RecordWriter.WriteKind<ModelConfig>(model);
        keys.Remove("z-loss");
        keys.Remove("dropout");

        return keys;
    }

    private static HoconObject Tokenizer(string folder) =>
        RecordWriter.WriteKind<TokenizerConfig>(new TokenizerConfig.HuggingFace(folder));

    // What a shipped recipe says of its model is only what it would take otherwise.
    private static HoconNode? Agreed(string key, HoconNode? written, HoconNode? published, HoconValue folder) =>
        written is null || IsOfRecipe(written) || written.ToString() == published?.ToString()
            || IsSameNumber(written, published)
            ? published
            : throw new InvalidConfigurationException(
                written.Origin,
                $"model.{key} is {written}, and {folder.Text} has {published?.ToString() ?? "none"}; a model that "
                + "begins with published "
                + $"weights has their shape, so model.{key} must be left out.");

    private static bool IsSameNumber(HoconNode written, HoconNode? published) =>
        written is HoconValue own && published is HoconValue theirs
        && (NumberText.Real(own.Text) is { } number
            ? NumberText.Real(theirs.Text) == number : Flag(own.Text) == Flag(theirs.Text));

    private static string Flag(string text) =>
        text switch { "on" or "yes" => "true", "off" or "no" => "false", _ => text };

    private static bool IsOfRecipe(HoconNode written) =>
        written.Origin.Source.StartsWith("recipe ", StringComparison.Ordinal);

    private static bool WritesTokenizer(HoconObject part) =>
        part.Items.GetValueOrDefault("data") is HoconObject data
        && data.Items.GetValueOrDefault("tokenizer") is { } tokenizer && !IsOfRecipe(tokenizer);

    private static HoconObject Data(HoconObject part)
    {
        if (part.Items.GetValueOrDefault("data") is not HoconObject)
            part.Set("data", new HoconObject(part.Origin));

        var data = (HoconObject)part.Items["data"];
        data.Remove("tokenizer");

        return data;
    }
}
