using System.Text.Json;
using Riverrun.Models.Published;

namespace Riverrun.Models.Data;

/// <summary>What the files beside <c>tokenizer.json</c> say of its tokens; they may be absent.</summary>
/// <param name="EndOfText">The token between documents; null for none.</param>
/// <param name="Vocabulary">Rows of the weights; null where there is no <c>config.json</c>.</param>
internal sealed record TextEnds(int? EndOfText, int? Vocabulary)
{
    /// <summary>Reads the files of a folder.</summary>
    /// <exception cref="PublishedModelException">They name a token that the tokenizer lacks.</exception>
    public static TextEnds Read(string folder, TokenizerJson tokenizer)
    {
        var model = Find(folder, PublishedConfig.FileName);
        return new TextEnds(
            Named(Find(folder, PublishedFiles.TokenizerConfig), tokenizer)
                ?? Numbered(model, tokenizer)
                ?? NumberOf(BytePairTokenizer.EndOfTextToken, tokenizer),
            model?.Find("vocab_size") is null ? null : model.Count("vocab_size"));
    }

    private static PublishedJson? Find(string folder, string name) =>
        Path.Combine(folder, name) is var path && File.Exists(path) ? PublishedJson.Read(path) : null;

    private static int? Named(PublishedJson? file, TokenizerJson tokenizer)
    {
        const string Key = "eos_token";
        if (file?.Find(Key) is not { } value)
            return null;
        // It is there.
        var name = value.ValueKind == JsonValueKind.Object ? file.Object(Key)!.Text("content") : file.Text(Key);
        return name is null ? null : NumberOf(name, tokenizer)
            ?? throw file.Wrong(Key, $"{PublishedFiles.Tokenizer} has no such token");
    }

    // Models that end a text in several ways have a list; the first is the one between documents.
    private static int? Numbered(PublishedJson? file, TokenizerJson tokenizer)
    {
        const string Key = "eos_token_id";
        if (file?.Find(Key) is not { } value)
            return null;
        var first = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().FirstOrDefault() : value;
        return first.ValueKind == JsonValueKind.Number && first.TryGetInt32(out var number)
            && tokenizer.Vocabulary.Concat(tokenizer.Added).Any(pair => pair.Value == number)
            ? number
            : throw file.Wrong(Key, $"it must be the number of a token that {PublishedFiles.Tokenizer} has");
    }

    private static int? NumberOf(string token, TokenizerJson tokenizer) =>
        tokenizer.Added.TryGetValue(token, out var added) ? added
        : tokenizer.Vocabulary.TryGetValue(token, out var number) ? number
        : null;
}
