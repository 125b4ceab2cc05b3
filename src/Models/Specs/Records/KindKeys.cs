using System.Reflection;
using System.Text.Json;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Models.Specs.Records;

/// <summary>
/// Reads <c>objective { kind = NAME, … }</c> and its like: the other keys are the parameters of the registered record's
/// constructor.
/// </summary>
internal static class KindKeys
{
    /// <summary>The kind and settings of a section.</summary>
    public static TConfig Read<TConfig, TKind>(
        Section section, RegisteredKinds<TKind> kinds, Func<string, JsonElement, TConfig> make)
        where TConfig : RegisteredConfig
        where TKind : RegisteredKind
    {
        var kind = section.Find("kind") is HoconValue written ? kinds.Find(written.Text) : null;

        if (kind is null)
            throw section.Wrong("kind", kinds.All is { Count: > 0 } known
                ? $"must be one of {string.Join(", ", known.Select(one => one.Name))}"
                : "must be one that this program registers, and it registers none");

        section.Note("kind", kind.Name);

        try
        {
            var settings = RecordReader.Read(kind.Settings, section);

            return make(kind.Name, JsonSerializer.SerializeToElement(settings, kind.Settings, RegisteredKind.Keys));
        }
        catch (TargetInvocationException made) when (made.InnerException is ArgumentException wrong)
        {
            // What contradicts itself is refused by the record's own constructor, with a sentence.
            throw section.Wrong("kind", $"refuses its settings: {wrong.Message.TrimEnd('.')}");
        }
    }
}
