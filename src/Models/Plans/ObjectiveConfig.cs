using System.Text.Json;

namespace Riverrun.Models.Plans;

/// <summary>
/// What is trained where it is not the next token of a text: the kind of an objective, and the settings that its spec gave it. No type
/// is named: whoever decides needs to know neither the settings nor the objective; a device that lacks the kind refuses the work.
/// </summary>
/// <param name="Kind">The name under which the objective is registered.</param>
/// <param name="Settings">Its settings, a JSON object.</param>
public sealed record ObjectiveConfig(string Kind, JsonElement Settings)
{
    /// <inheritdoc/>
    public bool Equals(ObjectiveConfig? other) =>
        other is not null && Kind == other.Kind && JsonElement.DeepEquals(Settings, other.Settings);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind.GetHashCode(StringComparison.Ordinal);
}
