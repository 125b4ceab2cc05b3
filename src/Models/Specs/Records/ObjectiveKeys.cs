using System.Reflection;
using System.Text.Json;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks;

namespace Riverrun.Models.Specs.Records;

/// <summary>Reads <c>objective { kind = NAME, … }</c>: the other keys are the parameters of the registered record's constructor.</summary>
internal static class ObjectiveKeys
{
    /// <summary>The objective of a section.</summary>
    public static ObjectiveConfig Read(Section section)
    {
        var kind = section.Find("kind") is HoconValue written ? ObjectiveKinds.Find(written.Text) : null;

        if (kind is null)
            throw section.Wrong("kind", ObjectiveKinds.All is { Count: > 0 } known
                ? $"must be one of {string.Join(", ", known.Select(one => one.Name))}"
                : "must be one that this program registers, and it registers none");

        section.Note("kind", kind.Name);

        try
        {
            return new ObjectiveConfig(
                kind.Name,
                JsonSerializer.SerializeToElement(RecordReader.Read(kind.Settings, section), kind.Settings, ObjectiveKind.Keys));
        }
        catch (TargetInvocationException made) when (made.InnerException is ArgumentException wrong)
        {
            // What contradicts itself is refused by the record's own constructor, with a sentence.
            throw section.Wrong("kind", $"refuses its settings: {wrong.Message.TrimEnd('.')}");
        }
    }
}
