namespace Riverrun.Models.Data;

/// <summary>Turns text into token numbers and back. Safe for use from any thread.</summary>
public interface ITokenizer
{
    /// <summary>How many tokens there are; every token is at least 0 and below this.</summary>
    int VocabularySize { get; }

    /// <summary>The token between documents; null where the vocabulary has none.</summary>
    int? EndOfText => null;

    /// <summary>
    /// All that decides the tokens of a text, by the content of the files it comes from; null for one without files.
    /// </summary>
    string? Identity => null;

    /// <summary>
    /// Whether a number below <see cref="VocabularySize"/> stands for a token: vocabularies padded to a round size
    /// have gaps.
    /// </summary>
    bool Has(int token) => token >= 0 && token < VocabularySize;

    /// <summary>The tokens of <paramref name="text"/>; decoding them gives the text back.</summary>
    int[] Encode(string text);

    /// <summary>
    /// The text of <paramref name="tokens"/>; bytes that are no UTF-8 become the replacement character.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A token is not in the vocabulary.</exception>
    string Decode(ReadOnlySpan<int> tokens);
}
