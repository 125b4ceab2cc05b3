using System.Globalization;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Models.Papers.EfficientScale;

/// <summary>The weights of a Llama by layer and part.</summary>
/// <param name="tensors">By their published names.</param>
internal sealed class LlamaTensors(IReadOnlyDictionary<string, SafeTensor> tensors)
{
    private const string Prefix = "model.layers.";

    /// <summary>Layers.</summary>
    public int Layers { get; } = 1 + tensors.Keys
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => int.Parse(name[Prefix.Length..].Split('.')[0], CultureInfo.InvariantCulture))
        .DefaultIfEmpty(-1).Max();

    /// <summary>The names of one layer's weights, from the layer on: <c>mlp.up_proj.weight</c>.</summary>
    public IReadOnlyList<string> Parts { get; } =
    [
        .. tensors.Keys.Where(name => name.StartsWith($"{Prefix}0.", StringComparison.Ordinal))
            .Select(name => name[$"{Prefix}0.".Length..]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The names of all weights that no layer has.</summary>
    public IReadOnlyList<string> OutsideLayers { get; } =
        [.. tensors.Keys.Where(name => !name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    /// <summary>The name of a layer's weight.</summary>
    public static string NameOf(int layer, string part) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{layer}.{part}");

    /// <summary>A weight that no layer has.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public SafeTensor Outside(string name) => tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new InvalidDataException($"The training state has no tensor '{name}'; a Llama has one.");

    /// <summary>A layer's weight.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public Grid Of(int layer, string part) => Grid.Of(Outside(NameOf(layer, part)));
}
