using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;
using Riverrun.Models.Published;

namespace Riverrun.Models.Data;

/// <summary>
/// The byte-level byte-pair encoding of a published model, from its <c>tokenizer.json</c>. Texts become the tokens that
/// the library tokenizers makes of them without those it would put before and after. A text that is spelled as an added
/// token is that token. Numbers that only the weights have, which are padded to a round size, are never read and never
/// written.
/// </summary>
internal sealed class PublishedTokenizer : ITokenizer
{
    private readonly BpeTokenizer _merges;
    private readonly WordSplitter _words;
    private readonly Dictionary<string, int>? _whole;
    private readonly IReadOnlyDictionary<string, int> _added;
    private readonly Regex? _anyAdded;
    private readonly byte[]?[] _bytes;

    private PublishedTokenizer(TokenizerJson file, int size, int? endOfText, string identity)
    {
        (EndOfText, Identity, _added, _words) = (endOfText, identity, file.Added, new WordSplitter(file.Rules));
        _merges = BpeTokenizer.Create(new BpeOptions(file.Vocabulary) { Merges = file.Merges, ByteLevel = true });
        _bytes = new byte[]?[size];
        foreach (var (symbols, number) in file.Vocabulary)
            _bytes[number] = ByteSymbols.BytesOf(symbols);
        foreach (var (content, number) in file.Added)
            _bytes[number] = Encoding.UTF8.GetBytes(content);
        _whole = file.WholeWordsFirst ? WordsOf(file) : null;
        if (file.Added.Count > 0) // Of two that begin at one place the longer one counts.
            _anyAdded = new Regex(
                string.Join('|', file.Added.Keys.OrderByDescending(content => content.Length).Select(Regex.Escape)),
                RegexOptions.CultureInvariant | RegexOptions.Compiled);
    }

    /// <inheritdoc/>
    public int VocabularySize => _bytes.Length;

    /// <inheritdoc/>
    public int? EndOfText { get; }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <summary>
    /// Reads <c>tokenizer.json</c> in a folder, and what else is there: the end of a text, the size of the vocabulary.
    /// </summary>
    /// <exception cref="CorpusException">A file is missing, or the tokenizer is of a kind that is not known
    /// here.</exception>
    public static PublishedTokenizer Open(string folder)
    {
        try
        {
            var path = Path.Combine(folder, PublishedFiles.Tokenizer);
            var file = TokenizerJson.Read(path);
            var ends = TextEnds.Read(folder, file);
            return new PublishedTokenizer(
                file, SizeOf(path, file, ends.Vocabulary), ends.EndOfText,
                TokenizerFiles.IdentityOf(path, ends.EndOfText));
        }
        catch (PublishedModelException wrong)
        {
            throw new CorpusException(wrong.Message, wrong);
        }
    }

    /// <inheritdoc/>
    public bool Has(int token) => token >= 0 && token < _bytes.Length && _bytes[token] is not null;

    /// <inheritdoc/>
    public int[] Encode(string text)
    {
        var tokens = new List<int>(text.Length / 3);
        var last = 0;
        if (_anyAdded is not null)
        {
            foreach (var match in _anyAdded.EnumerateMatches(text))
            {
                Add(text[last..match.Index], tokens);
                last = match.Index + match.Length;
                tokens.Add(_added[text[match.Index..last]]);
            }
        }

        Add(text[last..], tokens);
        return [.. tokens];
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        using var bytes = new MemoryStream();
        foreach (var token in tokens)
        {
            bytes.Write(Has(token)
                ? _bytes[token]
                : throw new ArgumentOutOfRangeException(
                    nameof(tokens), token, "The vocabulary has no token of that number."));
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static int SizeOf(string path, TokenizerJson file, int? rows)
    {
        var (token, most) = file.Vocabulary.Concat(file.Added).MaxBy(pair => pair.Value);
        return rows is null || most < rows
            ? rows ?? most + 1
            : throw new CorpusException(
                $"{path} has token {most}, '{token}', but the weights have {rows} tokens by vocab_size of "
                + $"{PublishedConfig.FileName}; "
                + "they must have a row for each token.");
    }

    // A token that is no whole UTF-8 is the whole of no word.
    private static Dictionary<string, int> WordsOf(TokenizerJson file)
    {
        var whole = new Dictionary<string, int>(file.Vocabulary.Count);
        foreach (var (symbols, number) in file.Vocabulary)
        {
            var bytes = ByteSymbols.BytesOf(symbols);
            if (System.Text.Unicode.Utf8.IsValid(bytes))
                whole.TryAdd(Encoding.UTF8.GetString(bytes), number);
        }

        return whole;
    }

    private void Add(string text, List<int> tokens)
    {
        try
        {
            foreach (var word in _words.Split(text))
            {
                if (_whole is not null && _whole.TryGetValue(word, out var token))
                    tokens.Add(token);
                else
                    tokens.AddRange(_merges.EncodeToIds(word, considerPreTokenization: false));
            }
        }
        catch (RegexMatchTimeoutException cause)
        {
            throw new CorpusException($"A rule of the tokenizer takes too long over a text: {cause.Pattern}", cause);
        }
    }
}
