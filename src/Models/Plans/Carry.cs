using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>
/// What crosses the edge from a checkpoint to the branch that starts there; the weights do, all or by name.
/// </summary>
/// <param name="Moments">The optimizer's moments and its own step count.</param>
/// <param name="DataPosition">The position in the corpus; without it the branch reads from position 0.</param>
/// <param name="Memory">What training has gathered beside the weights: averages, targets, replay, environments. Without
/// it: as the moments do.</param>
/// <param name="Weights">The weights that cross, with their moments where those do; without it all.</param>
/// <param name="Transfer">What is made of the weights for a model of another shape; it gives no moments.</param>
public sealed record Carry(
    [DefaultValue(true)] bool Moments,
    [DefaultValue(true)] bool DataPosition,
    bool? Memory = null,
    NamedWeights? Weights = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TransferConfig? Transfer =
        null) : IConsistent
{
    /// <inheritdoc/>
    public KeyProblem? Problem() => Transfer is null ? null
        : Moments ? new KeyProblem("moments", "must be false with a transfer, which gives weights and no moments")
        : Memory == true
        ? new KeyProblem("memory", "must be false with a transfer, which gives weights and nothing else")
        : null;

    /// <summary>The complete state: what WSD, WSD-S and every fork carry.</summary>
    public static Carry Everything { get; } = new(Moments: true, DataPosition: true);
}
