using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Models.Tasks;

/// <summary>An objective by the name that a spec gives for <c>objective.kind</c>, with the record that its settings are.</summary>
public sealed class ObjectiveKind
{
    /// <summary>Settings as JSON: the keys are those of the spec, the parameters of the constructor and no other property.</summary>
    public static JsonSerializerOptions Keys { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        DictionaryKeyPolicy = JsonNamingPolicy.KebabCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver
        {
            Modifiers =
            {
                static type =>
                {
                    for (var i = type.Properties.Count - 1; i >= 0; i--)
                        if (type.Kind == JsonTypeInfoKind.Object && type.Properties[i].AssociatedParameter is null)
                            type.Properties.RemoveAt(i);
                },
            },
        },
    };

    private readonly Func<ObjectiveSetup, IObjective> _open;

    private ObjectiveKind(string name, Type settings, Func<ObjectiveSetup, IObjective> open) =>
        (Name, Settings, _open) = (name, settings, open);

    /// <summary>The name in specs.</summary>
    public string Name { get; }

    /// <summary>The record whose constructor has a parameter for each key.</summary>
    public Type Settings { get; }

    /// <summary>An objective that can be registered.</summary>
    /// <typeparam name="TSettings">A record; the parameters of its constructor are the keys, in kebab-case.</typeparam>
    /// <param name="name">The name in specs: lower-case letters, digits and dashes.</param>
    /// <param name="open">Makes the objective in its first state.</param>
    /// <exception cref="ArgumentException">The name cannot be one.</exception>
    public static ObjectiveKind Of<TSettings>(string name, Func<ObjectiveSetup, TSettings, IObjective> open)
        where TSettings : class =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            ? new ObjectiveKind(name, typeof(TSettings), setup => open(setup, SettingsOf<TSettings>(setup.Workload.Objective)))
            : throw new ArgumentException(
                $"'{name}' cannot name an objective; a name has lower-case letters, digits and dashes.", nameof(name));

    /// <summary>The objective in its first state.</summary>
    public IObjective Open(ObjectiveSetup setup) => _open(setup);

    private static TSettings SettingsOf<TSettings>(ObjectiveConfig? config) =>
        (config is null ? default : config.Settings.Deserialize<TSettings>(Keys))
        ?? throw new ArgumentException($"Objective {config?.Kind ?? "none"} has no settings of type {typeof(TSettings).Name}.", nameof(config));
}
