using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>The policies a run can follow.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PolicyKind>))]
public enum PolicyKind
{
    /// <summary>Warm-up, stable, decay, simplified: one branch that goes on from each decayed checkpoint.</summary>
    [JsonStringEnumMemberName("wsd-s")] WarmupStableDecaySimplified,

    /// <summary>Warm-up, stable, decay: a trunk that stays stable and a leaf per budget.</summary>
    [JsonStringEnumMemberName("wsd")] WarmupStableDecay,

    /// <summary>
    /// Warm-up, stable, merge: a trunk that stays stable, and the mean of its last checkpoints at each budget.
    /// </summary>
    [JsonStringEnumMemberName("wsm")] WarmupStableMerge,

    /// <summary>One branch; each budget ends a cosine cycle.</summary>
    [JsonStringEnumMemberName("cyclic-cosine")] CyclicCosine,

    /// <summary>One branch from scratch per budget.</summary>
    [JsonStringEnumMemberName("cosine")] Cosine,

    /// <summary>A fixed DAG of stages.</summary>
    [JsonStringEnumMemberName("staged")] Staged,
}
