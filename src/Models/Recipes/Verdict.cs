using System.Text.Json.Serialization;

namespace Riverrun.Models.Recipes;

/// <summary>What the measurements say of a claim.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>It is true of the whole confidence interval.</summary>
    [JsonStringEnumMemberName("holds")] Holds,

    /// <summary>It is false of the whole confidence interval.</summary>
    [JsonStringEnumMemberName("does not hold")] DoesNotHold,

    /// <summary>The threshold lies in the interval: more seeds would tell.</summary>
    [JsonStringEnumMemberName("undecided")] Undecided,
}
