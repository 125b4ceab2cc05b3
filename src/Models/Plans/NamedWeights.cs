using System.ComponentModel.DataAnnotations;

namespace Riverrun.Models.Plans;

/// <summary>The weights that cross an edge, by their names; all others begin as the seed draws them.</summary>
/// <param name="Pattern">Their names as they are stored; a <c>*</c> stands for any letters, also none.</param>
/// <param name="Count">How many they must be, so that a name that has changed is no silent loss.</param>
public sealed record NamedWeights(string Pattern, [Range(1, int.MaxValue), SpecKey(Unit = "tensors")] int Count)
{
    /// <summary>Whether a tensor has such a name.</summary>
    public bool Covers(string name)
    {
        var parts = Pattern.Split('*');

        if (parts.Length == 1)
            return name == Pattern;

        if (name.Length < parts[0].Length + parts[^1].Length
            || !name.StartsWith(parts[0], StringComparison.Ordinal)
            || !name.EndsWith(parts[^1], StringComparison.Ordinal))
            return false;

        var rest = name[parts[0].Length..^parts[^1].Length];

        foreach (var part in parts[1..^1])
        {
            if (rest.IndexOf(part, StringComparison.Ordinal) is not (>= 0 and var at))
                return false;

            rest = rest[(at + part.Length)..];
        }

        return true;
    }
}
