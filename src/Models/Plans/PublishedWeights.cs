namespace Riverrun.Models.Plans;

/// <summary>Weights that somebody published, as the first ones of a model, in the layout of Hugging Face.</summary>
/// <param name="Folder">Has <c>config.json</c> and <c>model.safetensors</c> or its shards.</param>
/// <param name="Digest">Of what is in it, so that every machine begins with the same weights: 64 hexadecimal digits.</param>
/// <param name="Positions">Longest window that the model was published for, in tokens.</param>
public sealed record PublishedWeights(string Folder, string Digest, int Positions);
