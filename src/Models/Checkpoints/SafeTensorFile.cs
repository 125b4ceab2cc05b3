namespace Riverrun.Models.Checkpoints;

/// <summary>What a safetensors file holds.</summary>
/// <param name="Metadata">The file's own strings, by key.</param>
/// <param name="Tensors">The tensors, by name.</param>
public sealed record SafeTensorFile(
    IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, SafeTensor> Tensors);
