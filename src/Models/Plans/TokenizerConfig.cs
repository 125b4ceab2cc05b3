using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>How text becomes tokens.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Bytes), "bytes")]
[JsonDerivedType(typeof(Bpe), "bpe")]
[JsonDerivedType(typeof(HuggingFace), "hugging-face")]
public abstract record TokenizerConfig
{
    private TokenizerConfig() { }

    /// <summary>One token a byte; 256 of them.</summary>
    public sealed record Bytes : TokenizerConfig;

    /// <summary>Byte-pair encoding from the files that published models come with.</summary>
    /// <param name="VocabularyFile"><c>vocab.json</c>: token to number.</param>
    /// <param name="MergesFile"><c>merges.txt</c>: one merge a line, most frequent first.</param>
    public sealed record Bpe(
        [SpecKey(Path = "vocabulary", Unit = "path")] string VocabularyFile,
        [SpecKey(Path = "merges", Unit = "path")] string MergesFile) : TokenizerConfig;

    /// <summary>The byte-level tokenizer of a model in the layout of Hugging Face.</summary>
    /// <param name="Folder">Has <c>tokenizer.json</c>, and perhaps <c>tokenizer_config.json</c> and
    /// <c>config.json</c>.</param>
    public sealed record HuggingFace([SpecKey(Unit = "path")] string Folder) : TokenizerConfig;
}
