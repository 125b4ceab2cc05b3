using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>What a model reads: a closed family, pure data.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(DotnetDocs), "dotnet-docs")]
[JsonDerivedType(typeof(Text), "text")]
[JsonDerivedType(typeof(BigramSource), "bigram")]
[JsonDerivedType(typeof(OwnData), "objective")]
public abstract record CorpusConfig
{
    private CorpusConfig() { }

    /// <summary>Whether it is text that a tokenizer turns into windows of tokens.</summary>
    [JsonIgnore]
    public bool IsText => this is DotnetDocs or Text;

    /// <summary>
    /// The prose of the XML documentation in the SDK's reference packs: real text without a download.
    /// </summary>
    /// <param name="Tokenizer">How text becomes tokens.</param>
    /// <param name="Context">Tokens per window, at least 2.</param>
    public sealed record DotnetDocs(
        [DefaultValue("bytes")] TokenizerConfig Tokenizer,
        [Range(2, int.MaxValue), SpecKey(Unit = "tokens")] int Context) : CorpusConfig;

    /// <summary>
    /// Text files, by path or glob: <c>.txt</c>, <c>.jsonl</c> (one field), <c>.parquet</c> (one column).
    /// </summary>
    /// <param name="Files">Paths or globs, in the order in which they are read.</param>
    /// <param name="Field">The field of a <c>.jsonl</c> or the column of a <c>.parquet</c>.</param>
    /// <param name="Tokenizer">How text becomes tokens.</param>
    /// <param name="Context">Tokens per window, at least 2.</param>
    public sealed record Text(
        [SpecKey(Unit = "paths")] IReadOnlyList<string> Files,
        [DefaultValue("text")] string Field,
        [DefaultValue("bytes")] TokenizerConfig Tokenizer,
        [Range(2, int.MaxValue), SpecKey(Unit = "tokens")] int Context) : CorpusConfig, IConsistent
    {
        /// <inheritdoc/>
        public KeyProblem? Problem() => Files.Count > 0
            ? null : new KeyProblem("files", "must name at least one file or glob");
    }

    /// <summary>Samples of the distribution that a <see cref="ModelConfig.Bigram"/> is to learn.</summary>
    /// <param name="DistributionSeed">Seed of the distribution itself, the same for runs that are compared.</param>
    public sealed record BigramSource([Range(0, double.PositiveInfinity), DefaultValue(1L)] long DistributionSeed)
        : CorpusConfig;

    /// <summary>Whatever the objective reads or makes: its settings say it.</summary>
    public sealed record OwnData : CorpusConfig;
}
