using System.Globalization;
using System.Security.Cryptography;
using Riverrun.Models.Plans;
using Riverrun.Models.Published;

namespace Riverrun.Models.Data;

/// <summary>Which files a tokenizer was made of, by their content, and which of them has changed since.</summary>
internal static class TokenizerFiles
{
    private const string BytePair = "bpe 1";
    private const string Published = "hugging-face 1";

    /// <summary>The identity of a byte-pair tokenizer.</summary>
    /// <exception cref="CorpusException">A file cannot be read.</exception>
    public static string IdentityOf(string vocabularyFile, string mergesFile) =>
        $"{BytePair} {HashOf(vocabularyFile)} {HashOf(mergesFile)}";

    /// <summary>The identity of a published tokenizer.</summary>
    /// <exception cref="CorpusException">The file cannot be read.</exception>
    public static string IdentityOf(string tokenizerFile, int? endOfText) =>
        $"{Published} {HashOf(tokenizerFile)} {endOfText?.ToString(CultureInfo.InvariantCulture) ?? "none"}";

    /// <summary>
    /// What has changed of a tokenizer since a model was trained, as a sentence; null when nothing has.
    /// </summary>
    /// <param name="trained">The identity then; null where none was kept, as of bytes or by an older build.</param>
    /// <param name="trainedSize">Tokens that the model knows.</param>
    /// <param name="config">The tokenizer's files.</param>
    /// <param name="now">The tokenizer that is in them now.</param>
    public static string? Change(string? trained, long trainedSize, TokenizerConfig config, ITokenizer now)
    {
        if (trained is not null && trained != now.Identity)
        {
            var (before, after) = (trained.Split(' '), (now.Identity ?? "bytes").Split(' '));
            var files = FilesOf(config);
            var at = Enumerable.Range(0, Math.Min(before.Length, after.Length))
                .FirstOrDefault(part => before[part] != after[part]);
            if (before.Length != after.Length || at < 2 || at - 2 >= files.Count)
                return $"The model was trained with the tokenizer '{trained}', not with '{now.Identity ?? "bytes"}'.";

            return $"{files[at - 2]} has changed since the model was trained: its SHA-256 was {before[at][..12]}… and "
                + $"is {after[at][..12]}…; "
                + "the file of then must be put back in its place.";
        }

        return trainedSize == now.VocabularySize
            ? null
            : $"{(FilesOf(config) is [var file, ..] ? file : "The tokenizer")} has {now.VocabularySize} tokens, "
                + $"but the model was trained with {trainedSize}; the file of then must be put back in its place.";
    }

    // In the order of their hashes in an identity.
    private static IReadOnlyList<string> FilesOf(TokenizerConfig config) => config switch
    {
        TokenizerConfig.Bpe bpe => [bpe.VocabularyFile, bpe.MergesFile],
        TokenizerConfig.HuggingFace published => [Path.Combine(published.Folder, PublishedFiles.Tokenizer)],
        _ => [],
    };

    private static string HashOf(string file)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException(
                $"The tokenizer file {file} cannot be read: {cause.Message.TrimEnd('.')}.", cause);
        }
    }
}
