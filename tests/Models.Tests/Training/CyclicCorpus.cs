using System.Text;
using Riverrun.Models.Data;

namespace Riverrun.Models.Tests.Training;

/// <summary>Windows of a text that repeats itself with a few slips: small, endless and learnable.</summary>
internal sealed class CyclicCorpus(int vocabulary = 13, int context = 12) : ICorpus
{
    public ITokenizer Tokenizer { get; } = new Letters(vocabulary);

    public int Context => context;

    public double BytesPerToken => 2;

    public void TrainingWindow(long seed, long position, Span<int> window) => Fill(seed * 1_000_003 + position, window);

    public void HeldOutWindow(int index, int count, Span<int> window) => Fill(-1 - index, window);

    public void Dispose()
    {
    }

    private void Fill(long key, Span<int> window)
    {
        var start = (int)(((key * 2_654_435_761) & long.MaxValue) % vocabulary);
        for (var i = 0; i < window.Length; i++)
        {
            var slip = (key * 31 + i * 17) % 11 == 0 ? 3 : 0;
            window[i] = (start + i * 2 + slip) % vocabulary;
        }
    }

    private sealed class Letters(int vocabulary) : ITokenizer
    {
        public int VocabularySize => vocabulary;

        public int[] Encode(string text) => [.. text.Select(letter => Math.Abs(letter - 'a') % vocabulary)];

        public string Decode(ReadOnlySpan<int> tokens)
        {
            var text = new StringBuilder();
            foreach (var token in tokens)
                text.Append((char)('a' + token));
            return text.ToString();
        }
    }
}
