using System.ComponentModel.DataAnnotations;

namespace Riverrun.Models.Plans;

/// <summary>Weights that somebody published, as the first ones of a model, in the layout of Hugging Face.</summary>
/// <param name="Folder">Has <c>config.json</c> and <c>model.safetensors</c> or its shards.</param>
/// <param name="Digest">Of what is in it, so that every machine begins with the same weights: 64 hexadecimal
/// digits.</param>
/// <param name="Positions">Longest window that the model was published for, in tokens.</param>
public sealed record PublishedWeights(
    [SpecKey(Unit = "path")] string Folder,
    [SpecKey(Unit = "SHA-256")] string Digest,
    [Range(1, int.MaxValue), SpecKey(Unit = "tokens")] int Positions) : IConsistent
{
    /// <inheritdoc/>
    public KeyProblem? Problem() => Digest.Length == 64 && Digest.All(char.IsAsciiHexDigitLower)
        ? null
        : new KeyProblem("digest", "must be 64 hexadecimal digits");
}
