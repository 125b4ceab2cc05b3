using Riverrun.Host.Hocon;
using Riverrun.Models.Plans;

namespace Riverrun.Host.Specs;

/// <summary>Reads <c>controls { NAME { from, to, first-step, steps, shape } }</c>: numbers beside the rate that change by plan.</summary>
internal static class ControlsReader
{
    /// <summary>The controls, ascending by name; null where the spec has none.</summary>
    public static IReadOnlyList<Control>? Read(Section root)
    {
        if (root.Find("controls") is not HoconObject written)
            return root.Find("controls") is null ? null : throw root.Wrong("controls", "must be names and their numbers between braces");

        var section = root.Child("controls");
        var controls = written.Items.Keys.Order(StringComparer.Ordinal).Select(name => Read(name, section.Child(name))).ToList();
        section.Complete();

        return controls.Count > 0 ? controls : null;
    }

    private static Control Read(string name, Section section)
    {
        var shape = section.Choice<ControlShape>("shape", ControlShape.Linear);
        var least = name == Control.Batch ? 1 : double.MinValue;
        var right = name == Control.Batch ? "of at least 1, since a batch has rows" : "that is finite";
        var control = new Control(
            name,
            section.Number("from", null, value => double.IsFinite(value) && value >= least, right),
            section.Number("to", null, value => double.IsFinite(value) && value >= least, right),
            section.Whole("first-step", 0, 0),
            section.Whole("steps", 0, 0),
            shape);

        if (shape == ControlShape.Exponential && (control.From <= 0 || control.To <= 0))
            throw section.Wrong("shape", "needs from and to above 0, since it goes in equal factors");

        section.Complete();

        return control;
    }
}
