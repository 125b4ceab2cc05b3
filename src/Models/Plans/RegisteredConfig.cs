using System.Text.Json;

namespace Riverrun.Models.Plans;

/// <summary>
/// The name of something that a program registers, and the settings that a spec gave it. No type is named: whoever
/// decides needs to know neither the settings nor what they are for; a device that lacks the kind refuses the work.
/// </summary>
/// <param name="Kind">The name under which it is registered.</param>
/// <param name="Settings">Its settings, a JSON object.</param>
public abstract record RegisteredConfig(string Kind, JsonElement Settings)
{
    /// <inheritdoc/>
    public virtual bool Equals(RegisteredConfig? other) =>
        other is not null && EqualityContract == other.EqualityContract && Kind == other.Kind
        && JsonElement.DeepEquals(Settings, other.Settings);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind.GetHashCode(StringComparison.Ordinal);
}
