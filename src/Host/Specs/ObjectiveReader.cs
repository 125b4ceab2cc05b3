using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Riverrun.Host.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks;

namespace Riverrun.Host.Specs;

/// <summary>Reads <c>objective { kind = NAME, … }</c>: the other keys are the parameters of the registered record's constructor.</summary>
internal static class ObjectiveReader
{
    /// <summary>The objective, or null where the spec names none.</summary>
    public static ObjectiveConfig? Read(Section root)
    {
        if (root.Find("objective") is null)
            return null;

        var section = root.Child("objective");
        var names = ObjectiveKinds.All.Select(kind => kind.Name).ToArray();
        var written = (section.Find("kind") as HoconValue)?.Text;
        var kind = (written is null ? null : ObjectiveKinds.Find(written)) ?? throw section.Wrong("kind", names.Length > 0
            ? $"must be one of {string.Join(", ", names)}"
            : "must be one that this program registers, and it registers none");
        var settings = new JsonObject();

        foreach (var parameter in kind.Settings.GetConstructors().MaxBy(made => made.GetParameters().Length)!.GetParameters()) // A record has one.
            settings[KeyOf(parameter)] = Value(section, parameter);

        section.Note("kind", kind.Name);
        section.Complete();
        Try(kind, settings, section);

        return new ObjectiveConfig(kind.Name, JsonSerializer.SerializeToElement(settings));
    }

    private static string KeyOf(ParameterInfo parameter) => JsonNamingPolicy.KebabCaseLower.ConvertName(parameter.Name ?? "");

    private static JsonNode? Value(Section section, ParameterInfo parameter)
    {
        var (key, type, usual) = (KeyOf(parameter), parameter.ParameterType, parameter.HasDefaultValue ? parameter.DefaultValue : null);

        return type switch
        {
            _ when type == typeof(int) => section.Count(key, usual as int?, int.MinValue),
            _ when type == typeof(long) => section.Whole(key, usual as long?, long.MinValue),
            _ when type == typeof(double) => section.Number(key, usual as double?, double.IsFinite, "that is finite"),
            _ when type == typeof(bool) => section.Flag(key, usual as bool? ?? false),
            _ when type == typeof(string) => section.Text(key, usual as string),
            _ => throw new NotSupportedException(
                $"Key {key} of objective settings is a {type.Name}; a key is an int, long, double, bool or string."),
        };
    }

    // What contradicts itself is refused by the record's own constructor, with a sentence.
    private static void Try(ObjectiveKind kind, JsonObject settings, Section section)
    {
        try
        {
            settings.Deserialize(kind.Settings, ObjectiveKind.Keys);
        }
        catch (ArgumentException wrong)
        {
            throw section.Wrong("kind", $"refuses its settings: {wrong.Message.TrimEnd('.')}");
        }
    }
}
