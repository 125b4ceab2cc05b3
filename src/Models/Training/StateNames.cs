namespace Riverrun.Models.Training;

/// <summary>The names under which the tensors of a training state are stored.</summary>
public static class StateNames
{
    /// <summary>What the names of <see cref="StatePart.Moments"/> begin with.</summary>
    public const string Moments = "optimizer.";

    /// <summary>What the names of <see cref="StatePart.Memory"/> begin with.</summary>
    public const string Memory = "memory.";

    /// <summary>The part that a stored tensor belongs to.</summary>
    public static StatePart PartOf(string name) =>
        name.StartsWith(Moments, StringComparison.Ordinal) ? StatePart.Moments
        : name.StartsWith(Memory, StringComparison.Ordinal) ? StatePart.Memory
        : StatePart.Weights;

    /// <summary>The weight that a moment is one of: <c>optimizer.exp_avg.NAME</c>; any other name as it is.</summary>
    public static string WeightOf(string name) =>
        PartOf(name) == StatePart.Moments && name.IndexOf('.', Moments.Length) is >= 0 and var end
            ? name[(end + 1)..] : name;

    /// <summary>Whether a stored tensor belongs to the model.</summary>
    public static bool IsWeight(string name) => PartOf(name) == StatePart.Weights;
}
