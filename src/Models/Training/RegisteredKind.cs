using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Training;

/// <summary>Something that a spec asks for by name, with the record that its settings are.</summary>
public abstract class RegisteredKind
{
    private protected RegisteredKind(string name, Type settings) =>
        (Name, Settings) = name.Length > 0
            && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
                ? (name, settings)
                : throw new ArgumentException(
                    $"'{name}' cannot be a kind; a name has lower-case letters, digits and dashes.", nameof(name));

    /// <summary>
    /// Settings as JSON: the keys are those of the spec, the parameters of the constructor and no other property.
    /// </summary>
    public static JsonSerializerOptions Keys { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        DictionaryKeyPolicy = JsonNamingPolicy.KebabCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { KeepParameters } },
    };

    /// <summary>The name in specs: lower-case letters, digits and dashes.</summary>
    public string Name { get; }

    /// <summary>The record whose constructor has a parameter for each key.</summary>
    public Type Settings { get; }

    /// <summary>The settings of a spec.</summary>
    /// <exception cref="ArgumentException">There are none of that type.</exception>
    private protected static TSettings Read<TSettings>(RegisteredConfig? config)
        where TSettings : class =>
        config?.Settings.Deserialize<TSettings>(Keys)
        ?? throw new ArgumentException(
            $"{config?.Kind ?? "No kind"} has no settings of type {typeof(TSettings).Name}.", nameof(config));

    private static void KeepParameters(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Object)
            foreach (var property in type.Properties.Where(property => property.AssociatedParameter is null).ToList())
                type.Properties.Remove(property);
    }
}
