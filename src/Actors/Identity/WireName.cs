using System.Text.Json.Serialization;

namespace Riverrun.Actors.Identity;

/// <summary>The names that the journal, the wire and people use for the values of an enum.</summary>
internal static class WireName
{
    /// <summary>The wire name of an enum's value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum =>
        typeof(T).GetField(value.ToString())?.GetCustomAttributes(typeof(JsonStringEnumMemberNameAttribute), false)
            .OfType<JsonStringEnumMemberNameAttribute>().FirstOrDefault()?.Name ?? value.ToString();
}
