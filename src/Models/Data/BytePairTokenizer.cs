using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace Riverrun.Models.Data;

/// <summary>
/// Byte-level byte-pair encoding (Radford et al. 2019, GPT-2) from <c>vocab.json</c> and <c>merges.txt</c>. Every text
/// has tokens and comes back from them unchanged, since every byte is a token. Numbers without a token are never read
/// and never written: vocabularies that are padded to a round size have such gaps.
/// </summary>
public sealed class BytePairTokenizer : ITokenizer
{
    internal const string EndOfTextToken = "<|endoftext|>";
    private readonly BpeTokenizer _tokenizer;
    private readonly byte[]?[] _bytes;

    private BytePairTokenizer(BpeTokenizer tokenizer, byte[]?[] bytes, int? endOfText, string identity) =>
        (_tokenizer, _bytes, EndOfText, Identity) = (tokenizer, bytes, endOfText, identity);

    /// <inheritdoc/>
    public int VocabularySize => _bytes.Length;

    /// <summary>The token between documents, where the vocabulary has <c>&lt;|endoftext|&gt;</c>.</summary>
    public int? EndOfText { get; }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <summary>Reads the two files that published models come with.</summary>
    /// <exception cref="CorpusException">A file is missing or not what it should be.</exception>
    public static BytePairTokenizer Open(string vocabularyFile, string mergesFile)
    {
        foreach (var file in (string[])[vocabularyFile, mergesFile])
        {
            if (!File.Exists(file))
                throw new CorpusException(
                    $"There is no tokenizer file {file}; a bpe tokenizer needs vocab.json and merges.txt.");
        }

        var identity = TokenizerFiles.IdentityOf(vocabularyFile, mergesFile);
        var vocabulary = Vocabulary(vocabularyFile);
        if (ByteSymbols.All.FirstOrDefault(symbol => !vocabulary.ContainsKey(symbol)) is { } missing)
            throw new CorpusException(
                $"{vocabularyFile} lacks the token '{missing}'; a byte-level vocabulary has all 256 bytes.");

        if (vocabulary.GroupBy(pair => pair.Value).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new CorpusException(
                $"{vocabularyFile} has '{twice.First().Key}' and '{twice.Last().Key}' both as token {twice.Key}; "
                + "each needs a number of its own.");
        }

        return new BytePairTokenizer(
            Load(vocabularyFile, mergesFile), BytesByToken(vocabulary),
            vocabulary.TryGetValue(EndOfTextToken, out var end) ? end : null, identity);
    }

    /// <inheritdoc/>
    public bool Has(int token) => token >= 0 && token < _bytes.Length && _bytes[token] is not null;

    /// <inheritdoc/>
    public int[] Encode(string text) => [.. _tokenizer.EncodeToIds(text)];

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        using var bytes = new MemoryStream();
        foreach (var token in tokens)
        {
            bytes.Write(Has(token)
                ? _bytes[token]
                : throw new ArgumentOutOfRangeException(
                    nameof(tokens), token,
                    token >= 0 && token < _bytes.Length
                        ? "The vocabulary has no token of that number."
                        : $"The vocabulary has tokens 0 to {_bytes.Length - 1}."));
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static Dictionary<string, int> Vocabulary(string file)
    {
        try
        {
            var vocabulary = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllBytes(file)) ?? [];
            if (vocabulary.Count > 0 && vocabulary.Values.Min() >= 0
                && vocabulary.Values.Max() < 2 * vocabulary.Count + 1024)
                return vocabulary;

            throw new CorpusException(
                $"{file} has {vocabulary.Count} tokens with numbers that do not run from 0; it must map every token "
                    + "to its number.");
        }
        catch (JsonException cause)
        {
            throw new CorpusException(
                $"{file} is no vocabulary; it must be a JSON object of token to number: {cause.Message}", cause);
        }
    }

    private static BpeTokenizer Load(string vocabularyFile, string mergesFile)
    {
        try
        {
            return BpeTokenizer.Create(new BpeOptions(vocabularyFile, mergesFile)
            {
                ByteLevel = true,
                PreTokenizer = RobertaPreTokenizer.Instance,
            });
        }
        catch (Exception cause)
            when (cause is FormatException or ArgumentException or InvalidOperationException or JsonException)
        {
            throw new CorpusException($"{mergesFile} does not go with {vocabularyFile}: {cause.Message}", cause);
        }
    }

    private static byte[]?[] BytesByToken(Dictionary<string, int> vocabulary)
    {
        var bytes = new byte[]?[vocabulary.Values.Max() + 1];
        foreach (var (symbols, token) in vocabulary)
            bytes[token] = ByteSymbols.BytesOf(symbols);

        return bytes;
    }
}
