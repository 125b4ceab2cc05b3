using Riverrun.Models.Data;
using Riverrun.Models.Zoo;
using TorchSharp;
using static TorchSharp.torch;

namespace Riverrun.Models.Training;

/// <summary>Continues a text, reading the last window again for every token.</summary>
internal sealed class TextSampler(Llama model, ICorpus corpus, Device device)
{
    /// <summary>The text that <paramref name="count"/> further tokens make; without the prompt.</summary>
    /// <param name="prompt">What comes before; empty to start at a line's beginning.</param>
    /// <param name="count">Tokens to add, at least 0.</param>
    /// <param name="temperature">Divides the logits; 0 for the likeliest token each time.</param>
    /// <param name="seed">Seed of the draws.</param>
    public string Continue(string prompt, int count, double temperature, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(temperature);
        using var frozen = no_grad();
        // On the processor, whatever the device: the same seed then draws the same way.
        using var generator = new Generator((ulong)seed, CPU);
        List<int> tokens = [.. corpus.Tokenizer.Encode(prompt.Length == 0 ? "\n" : prompt)];
        if (tokens.Count == 0)
            tokens.Add(0);
        var start = tokens.Count;
        for (var i = 0; i < count; i++)
            tokens.Add(Next(tokens, temperature, generator));
        return corpus.Tokenizer.Decode([.. tokens[start..]]);
    }

    private int Next(List<int> tokens, double temperature, Generator generator)
    {
        using var scope = NewDisposeScope();
        long[] window = [.. tokens.Skip(tokens.Count - corpus.Context).Select(token => (long)token)];
        var logits = model.Forward(tensor(window, [1, window.Length], device: device))[0, -1].cpu(); // (V)
        using var divisor = temperature.ToScalar();
        return (int)(temperature == 0
            ? logits.argmax()
            : (logits / divisor).softmax(-1).multinomial(1, false, generator)).item<long>();
    }
}
