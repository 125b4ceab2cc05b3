using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Seeds;

namespace Riverrun.Models.Tasks.Bigram;

/// <summary>
/// What a <see cref="ModelConfig.Bigram"/> learns: how frequent each context is and what follows it. Deterministic
/// contexts come first, with Zipf(1) frequencies that share half the mass; the uncertain ones share the other half
/// evenly, and each has eight outcomes drawn from Dirichlet(5).
/// </summary>
/// <remarks>
/// Built after the mechanism of Wen et al. 2410.05192: the Hessian of a context's logits at the optimum is
/// <c>frequency · (diag(p) - p pᵀ)</c>, nothing for a deterministic row (the river), much for an uncertain one (the
/// hills).
/// </remarks>
public sealed class BigramDistribution
{
    private const int Outcomes = 8;
    private const int DirichletShape = 5;
    private readonly double[] _probabilities;
    private readonly double[] _cumulativeFrequencies;
    private readonly int[] _outcomes;
    private readonly double[] _cumulativeOutcomes;

    /// <summary>
    /// The distribution that <paramref name="seed"/> draws for the contexts and tokens of <paramref name="model"/>.
    /// </summary>
    /// <exception cref="ArgumentException">There is a kind of context without members, or there are fewer than eight
    /// tokens.</exception>
    public BigramDistribution(ModelConfig.Bigram model, long seed)
    {
        if (model.DeterministicContexts < 1 || model.UncertainContexts < 1 || model.Tokens < Outcomes)
        {
            throw new ArgumentException(
                $"A bigram model has {model.DeterministicContexts} deterministic contexts, "
                + $"{model.UncertainContexts} uncertain ones and {model.Tokens} tokens; it must have at least 1, "
                + $"1 and {Outcomes}.",
                nameof(model));
        }

        (DeterministicContexts, Contexts, Tokens) =
            (model.DeterministicContexts, model.DeterministicContexts + model.UncertainContexts, model.Tokens);
        _probabilities = new double[Contexts * Tokens];
        _outcomes = new int[Contexts * Outcomes];
        _cumulativeOutcomes = new double[Contexts * Outcomes];
        for (var context = 0; context < Contexts; context++)
            DrawOutcomes(context, StableHash.Of((ulong)seed, (ulong)context));

        Frequencies = FrequenciesOf(model);
        _cumulativeFrequencies = Accumulate(Frequencies);
        EntropyNats = Enumerable.Range(0, Contexts).Sum(context => Frequencies[context] * EntropyOf(context));
    }

    /// <summary>Contexts with one certain next token; they have the numbers below this.</summary>
    public int DeterministicContexts { get; }

    /// <summary>All contexts.</summary>
    public int Contexts { get; }

    /// <summary>Next tokens.</summary>
    public int Tokens { get; }

    /// <summary>How often each context comes; they sum to 1.</summary>
    public IReadOnlyList<double> Frequencies { get; }

    /// <summary>Mean entropy of the next token in nats: the loss that no model goes below.</summary>
    public double EntropyNats { get; }

    /// <summary>What follows <paramref name="context"/>, one probability a token.</summary>
    public ReadOnlySpan<double> Row(int context) => _probabilities.AsSpan(context * Tokens, Tokens);

    /// <summary>Entropy of what follows <paramref name="context"/>, in nats.</summary>
    public double EntropyOf(int context)
    {
        var entropy = 0.0;
        foreach (var probability in Row(context))
            entropy -= probability > 0 ? probability * Math.Log(probability) : 0;

        return entropy;
    }

    /// <summary>The sample that two uniform numbers in [0, 1) choose.</summary>
    public (int Context, int Token) Sample(double first, double second)
    {
        var context = Choose(_cumulativeFrequencies, first);
        var outcome = context < DeterministicContexts
            ? 0
            : Choose(_cumulativeOutcomes.AsSpan(context * Outcomes, Outcomes), second);
        return (context, _outcomes[(context * Outcomes) + outcome]);
    }

    /// <summary>The number in [0, 1) that <paramref name="hash"/> stands for.</summary>
    internal static double Uniform(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    private void DrawOutcomes(int context, ulong key)
    {
        var outcomes = _outcomes.AsSpan(context * Outcomes, Outcomes);
        for (var i = 0; i < Outcomes; i++)
            outcomes[i] = (int)WindowOrder.Permute(i, Tokens, key);

        var weights = new double[Outcomes];
        for (var i = 0; i < Outcomes; i++)
            weights[i] = context < DeterministicContexts ? (i == 0 ? 1 : 0) : Gamma(StableHash.Of(key, (ulong)i + 1));

        var sum = weights.Sum();
        for (var i = 0; i < Outcomes; i++)
            _probabilities[(context * Tokens) + outcomes[i]] = weights[i] /= sum;

        Accumulate(weights).CopyTo(_cumulativeOutcomes, context * Outcomes);
    }

    // Gamma of a whole shape is a sum of exponentials; Dirichlet is such gammas over their sum.
    private static double Gamma(ulong key) =>
        Enumerable.Range(0, DirichletShape).Sum(draw => -Math.Log(1 - Uniform(StableHash.Of(key, (ulong)draw))));

    private static double[] FrequenciesOf(ModelConfig.Bigram model)
    {
        var harmonic = Enumerable.Range(1, model.DeterministicContexts).Sum(rank => 1.0 / rank);
        return
        [
            .. Enumerable.Range(1, model.DeterministicContexts).Select(rank => 0.5 / (rank * harmonic)),
            .. Enumerable.Repeat(0.5 / model.UncertainContexts, model.UncertainContexts),
        ];
    }

    private static double[] Accumulate(IReadOnlyList<double> shares)
    {
        var sum = 0.0;
        return [.. shares.Select(share => sum += share)];
    }

    private static int Choose(ReadOnlySpan<double> cumulative, double uniform)
    {
        var found = cumulative.BinarySearch(uniform);
        return Math.Min(found >= 0 ? found + 1 : ~found, cumulative.Length - 1);
    }
}
