using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>What is trained: a closed family, pure data.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Llama), "llama")]
[JsonDerivedType(typeof(Bigram), "bigram")]
[JsonDerivedType(typeof(OwnModel), "objective")]
public abstract record ModelConfig
{
    private ModelConfig() { }

    /// <summary>A Llama-style decoder (RMSNorm, rotary positions, SwiGLU, grouped-query attention).</summary>
    /// <param name="Layers">Decoder layers, at least 1.</param>
    /// <param name="Width">Model width D; a multiple of <paramref name="Heads"/>, with an even D/H.</param>
    /// <param name="Heads">Query heads H.</param>
    /// <param name="KeyValueHeads">Key and value heads; divides <paramref name="Heads"/>.</param>
    /// <param name="FeedForwardWidth">Inner width of SwiGLU.</param>
    /// <param name="QueryKeyNorm">RMSNorm of every head's queries and keys before the rotation.</param>
    /// <param name="TiedEmbeddings">Output projection shares the embedding's weights.</param>
    /// <param name="RopeBase">Base of the rotary frequencies.</param>
    /// <param name="NormEpsilon">Added to the mean square inside RMSNorm.</param>
    /// <param name="ZLoss">Weight of the z-loss, the mean of logsumexp(logits)²; 0 for none.</param>
    /// <param name="Dropout">Dropout probability on each residual branch, in [0, 1).</param>
    /// <param name="RopeScaling">How the rotary frequencies are lowered for longer windows; none for not at
    /// all.</param>
    /// <param name="From">Published weights that a fresh branch begins with; null to draw them from the run's
    /// seed.</param>
    public sealed record Llama(
        [Range(1, int.MaxValue), SpecKey(Unit = "layers")] int Layers,
        [Range(1, int.MaxValue), SpecKey(Unit = "numbers")] int Width,
        [Range(1, int.MaxValue), SpecKey(Unit = "heads")] int Heads,
        [Range(1, int.MaxValue), SpecKey(Unit = "heads", DefaultFrom = nameof(Llama.AsManyAs))] int KeyValueHeads,
        [Range(1, int.MaxValue),
            SpecKey(Unit = "numbers", DefaultFrom = nameof(Llama.UsualInner))] int FeedForwardWidth,
        bool QueryKeyNorm = false,
        bool TiedEmbeddings = true,
        [Range(1, double.PositiveInfinity, MinimumIsExclusive = true)] double RopeBase = 10_000,
        [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)] double NormEpsilon = 1e-5,
        [Range(0, double.PositiveInfinity), SpecKey(Unit = "weight")] double ZLoss = 0,
        [Range(0, 1d, MaximumIsExclusive = true), SpecKey(Unit = "probability")] double Dropout = 0,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RopeScaling? RopeScaling = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PublishedWeights? From =
            null) : ModelConfig, IConsistent
    {
        /// <inheritdoc/>
        public KeyProblem? Problem()
        {
            if (Width % Heads != 0)
                return new KeyProblem("heads", $"must divide {{width}}, which is {Width}");

            if (Width / Heads % 2 != 0)
                return new KeyProblem(
                    "heads",
                    $"must leave an even width per head for the rotary positions, and {Width} / {Heads} is "
                        + $"{Width / Heads}");

            return Heads % KeyValueHeads == 0
                ? null : new KeyProblem("key-value-heads", $"must divide {{heads}}, which is {Heads}");
        }

        /// <summary>as many as <c>heads</c></summary>
        internal static int AsManyAs(int heads) => heads;

        /// <summary>8/3 of the width, to the next multiple of 16</summary>
        internal static int? UsualInner(int width) => (8L * width / 3 + 15) / 16 * 16 is <= int.MaxValue and var inner
            ? (int)inner : null;
    }

    /// <summary>
    /// A table of logits, context by next token, starting at 0: the smallest model with a river and hills.
    /// </summary>
    /// <param name="DeterministicContexts">Contexts with one certain next token (Zipf(1) frequencies, half the mass):
    /// the river.</param>
    /// <param name="UncertainContexts">Contexts with eight possible next tokens (the other half of the mass): the
    /// hills.</param>
    /// <param name="Tokens">Next tokens.</param>
    public sealed record Bigram(
        [Range(1, int.MaxValue), SpecKey(Unit = "contexts")] int DeterministicContexts,
        [Range(1, int.MaxValue), SpecKey(Unit = "contexts")] int UncertainContexts,
        [Range(8, int.MaxValue), SpecKey(Unit = "tokens")] int Tokens) : ModelConfig, IConsistent
    {
        /// <inheritdoc/>
        public KeyProblem? Problem()
        {
            var contexts = (long)DeterministicContexts + UncertainContexts;

            return (Int128)contexts * Tokens is var logits && logits <= Array.MaxLength
                ? null
                : new KeyProblem(
                    "tokens",
                    $"makes a table of {logits} logits with {contexts} contexts, and a table has at most "
                        + $"{Array.MaxLength}");
        }
    }

    /// <summary>The objective's own: its settings say what it is.</summary>
    public sealed record OwnModel : ModelConfig;
}
