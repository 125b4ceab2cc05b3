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
    /// <param name="RopeScaling">How the rotary frequencies are lowered; null for not at all.</param>
    /// <param name="From">Published weights that a fresh branch begins with; null to draw them from the run's seed.</param>
    public sealed record Llama(
        int Layers,
        int Width,
        int Heads,
        int KeyValueHeads,
        int FeedForwardWidth,
        bool QueryKeyNorm = false,
        bool TiedEmbeddings = true,
        double RopeBase = 10_000,
        double NormEpsilon = 1e-5,
        double ZLoss = 0,
        double Dropout = 0,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RopeScaling? RopeScaling = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PublishedWeights? From = null) : ModelConfig;

    /// <summary>A table of logits, context by next token, starting at 0: the smallest model with a river and hills.</summary>
    /// <param name="DeterministicContexts">Contexts with one certain next token (Zipf(1) frequencies, half the mass): the river.</param>
    /// <param name="UncertainContexts">Contexts with eight possible next tokens (the other half of the mass): the hills.</param>
    /// <param name="Tokens">Next tokens.</param>
    public sealed record Bigram(int DeterministicContexts, int UncertainContexts, int Tokens) : ModelConfig;

    /// <summary>The objective's own: its settings say what it is.</summary>
    public sealed record OwnModel : ModelConfig;
}
