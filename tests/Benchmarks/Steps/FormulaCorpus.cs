using Riverrun.Models.Data;

namespace Riverrun.Benchmarks.Steps;

/// <summary>Tokens by a formula that another language can repeat in one line.</summary>
internal sealed class FormulaCorpus : ICorpus
{
    public ITokenizer Tokenizer { get; } = new Numbers();

    public int Context => TenMillion.Context;

    public double BytesPerToken => 1;

    public void TrainingWindow(long seed, long position, Span<int> window)
    {
        for (var i = 0; i < window.Length; i++)
            window[i] = (int)((position * 7 + i * (position % 5 + 1) + i * i / 9) % TenMillion.Vocabulary);
    }

    public void HeldOutWindow(int index, int count, Span<int> window) => TrainingWindow(0, index, window);

    public void Dispose()
    {
    }

    private sealed class Numbers : ITokenizer
    {
        public int VocabularySize => TenMillion.Vocabulary;

        public int[] Encode(string text) => throw new NotSupportedException("These tokens are no text.");

        public string Decode(ReadOnlySpan<int> tokens) => throw new NotSupportedException("These tokens are no text.");
    }
}
