using System.Text.Json;
using System.Text.Json.Serialization;
using Riverrun.Actors.Settings;

namespace Riverrun.Actors.Serialization;

/// <summary>Tells what a newer build wrote from what is damaged.</summary>
internal static class UnknownType
{
    /// <summary>
    /// A sentence about what this build does not know in a value of a family, or
    /// null when a newer build cannot be the cause.
    /// </summary>
    /// <param name="family">The family's name on the wire.</param>
    /// <param name="type">The family's type.</param>
    /// <param name="json">What could not be read.</param>
    /// <param name="cause">What the JSON reader said.</param>
    public static string? Sentence(string family, Type type, JsonElement json, JsonException cause)
    {
        if (Name(json) is { } name && !Known(type).Contains(name))
            return $"'{name}' is no {family} that Riverrun {ThisBuild.Version} knows: a newer build wrote it, "
                + "and nodes of that build go on with it; finish the upgrade.";

        return IsSnapshot(type)
            ? $"A {family} holds {cause.Path ?? "something"}, which Riverrun {ThisBuild.Version} does not know: "
                + "a newer build wrote it, and nodes of that build go on with it; finish the upgrade."
            : null;
    }

    /// <summary>
    /// Whether a family is state that is read whole or not at all: a field that is left
    /// out would be lost with the next snapshot.
    /// </summary>
    public static bool IsSnapshot(Type type) => type.IsGenericType
        && type.GetGenericTypeDefinition() == typeof(EventSourcing.Snapshot<>);

    private static string? Name(JsonElement json)
    {
        var member = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("event", out var stored)
            ? stored : json;

        return member.ValueKind == JsonValueKind.Object
            && member.TryGetProperty("type", out var name)
            && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;
    }

    private static IEnumerable<string> Known(Type type) =>
        (type.IsGenericType ? type.GetGenericArguments()[0] : type)
            .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
            .Cast<JsonDerivedTypeAttribute>()
            .Select(known => known.TypeDiscriminator?.ToString() ?? "");
}
