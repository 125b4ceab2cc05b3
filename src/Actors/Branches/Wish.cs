using System.Text.Json.Serialization;

namespace Riverrun.Actors.Branches;

/// <summary>What a run wants of its branches.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Wish>))]
public enum Wish
{
    /// <summary>Walk through the plan.</summary>
    [JsonStringEnumMemberName("train")] Train,

    /// <summary>Stop within a slice and give the device back.</summary>
    [JsonStringEnumMemberName("pause")] Pause,

    /// <summary>Stop for good.</summary>
    [JsonStringEnumMemberName("cancel")] Cancel,
}
