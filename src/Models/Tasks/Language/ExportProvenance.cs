using System.Text;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tasks.Language;

/// <summary>Where exported weights come from, for programs and for people.</summary>
internal static class ExportProvenance
{
    private const string Prefix = "riverrun.";

    /// <summary>
    /// What the checkpoint says of itself and what its run says of it; names begin with <c>riverrun.</c>.
    /// </summary>
    /// <param name="state">The metadata of the training state.</param>
    /// <param name="origin">Run, budget, step, checkpoint, recipe.</param>
    public static IReadOnlyDictionary<string, string> Of(
        IReadOnlyDictionary<string, string> state, IReadOnlyDictionary<string, string> origin)
    {
        var provenance = origin.ToDictionary(pair => Prefix + pair.Key, pair => pair.Value, StringComparer.Ordinal);
        provenance[$"{Prefix}step"] = state["step"];
        provenance[$"{Prefix}version"] = state["riverrun"];
        provenance[$"{Prefix}commit"] = state["commit"];
        provenance[$"{Prefix}exported-by"] = BuildVersions.Riverrun;
        foreach (var key in (string[])["tokenizer", "corpus"])
        {
            if (state.TryGetValue(key, out var value))
                provenance[Prefix + key] = value;
        }

        return provenance;
    }

    /// <summary>The page beside the weights.</summary>
    public static string Page(
        TokenizerConfig files, ITokenizer tokenizer, IReadOnlyDictionary<string, string> provenance)
    {
        var page = new StringBuilder("# A model trained by Riverrun\n\n| | |\n|---|---|\n");
        foreach (var (name, value) in provenance.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            page.Append('|').Append(' ').Append(name[Prefix.Length..]).Append(" | ").Append(value).Append(" |\n");

        page.Append("\n`config.json` and `model.safetensors` are in the words of published models; the table above is "
            + "also in the metadata of ");
        page.Append("`model.safetensors`.\n\n").Append(Tokens(files, tokenizer)).Append('\n');
        return page.ToString();
    }

    private static string Tokens(TokenizerConfig files, ITokenizer tokenizer) => files switch
    {
        TokenizerConfig.Bpe =>
            "Text becomes tokens by the byte-pair encoding in `vocab.json` and `merges.txt`, which are those that it "
            + "was trained with. "
            + "`tokenizer.json` says the same in one file"
            + (tokenizer.EndOfText is { } end
                ? $", with one difference: where a text itself spells `{BytePairTokenizer.EndOfTextToken}`, its "
                    + "readers take that for "
                    + $"token {end}. In training that token stood between documents and nowhere else."
                : "."),
        TokenizerConfig.HuggingFace =>
            "Text becomes tokens by `tokenizer.json`, which is the one that it was trained with, "
            + "without the tokens that its `post_processor` puts before and after a text.",
        _ =>
            "Text becomes tokens byte by byte: token n is the byte n of its UTF-8, so that there are 256 of them and "
            + "none begins or ends a "
            + "text. `tokenizer.json` says this to the library tokenizers.",
    };
}
