namespace Riverrun.Models.Checkpoints;

/// <summary>What the name of a stored tensor says of it.</summary>
internal static class TensorNames
{
    /// <summary>What the optimizer remembers: <c>optimizer.exp_avg.NAME</c>.</summary>
    public const string Optimizer = "optimizer.";

    /// <summary>What else training needs and a model does not: a replay buffer, say.</summary>
    public const string Memory = "memory.";

    /// <summary>Whether it belongs to the model: its weights and what goes with them.</summary>
    public static bool IsWeight(string name) =>
        !name.StartsWith(Optimizer, StringComparison.Ordinal) && !name.StartsWith(Memory, StringComparison.Ordinal);
}
