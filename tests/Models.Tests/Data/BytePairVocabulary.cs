using System.Text.Json;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Tests.Data;

/// <summary>A small vocabulary: all bytes, a handful of merges and an end of text.</summary>
internal static class BytePairVocabulary
{
    private static readonly (string Left, string Right)[] Merges =
        [("t", "h"), ("th", "e"), ("Ġ", "the"), ("i", "n"), ("in", "g"), ("Ġ", "a"), ("Ã", "¤")];

    public static TokenizerConfig.Bpe Write(TemporaryDirectory directory, bool endOfText = true)
    {
        string[] tokens =
        [
            .. ByteSymbols.All,
            .. Merges.Select(merge => merge.Left + merge.Right),
            .. endOfText ? (string[])["<|endoftext|>"] : [],
        ];
        var vocabulary = tokens.Select((token, number) => (token, number))
            .ToDictionary(pair => pair.token, pair => pair.number);
        return new TokenizerConfig.Bpe(
            directory.Write("vocab.json", JsonSerializer.Serialize(vocabulary)),
            directory.Write(
                "merges.txt",
                "#version: 0.2\n" + string.Join('\n', Merges.Select(merge => $"{merge.Left} {merge.Right}")) + "\n"));
    }
}
