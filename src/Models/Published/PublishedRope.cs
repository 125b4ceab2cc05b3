using System.Text.Json.Nodes;
using Riverrun.Models.Plans;

namespace Riverrun.Models.Published;

/// <summary>The rotary positions in a published <c>config.json</c>.</summary>
internal static class PublishedRope
{
    // Newer files have all of it under rope_parameters, older ones have rope_theta beside rope_scaling.
    private static readonly string[] Sections = ["rope_parameters", "rope_scaling"];

    /// <summary>Base of the frequencies, and how they were lowered.</summary>
    /// <exception cref="PublishedModelException">They were lowered in a way that is not known here.</exception>
    public static (double Base, RopeScaling? Scaling) Read(PublishedJson config)
    {
        var section = Sections.Select(config.Object).FirstOrDefault(found => found is not null);
        foreach (var rope in (PublishedJson?[])[config, section])
        {
            if (rope is not null && rope.Number("partial_rotary_factor", 1, 0) is not 1)
                throw rope.Wrong("partial_rotary_factor", "only models that rotate whole heads can be read, with 1");
        }

        var holder = section?.Find("rope_theta") is null ? config : section;
        return (holder.Number("rope_theta", 10_000, 1), section is null ? null : Scaling(section));
    }

    /// <summary>The section <c>rope_scaling</c> as readers of published models expect it; null for none.</summary>
    public static JsonObject? Write(RopeScaling? scaling) => scaling switch
    {
        RopeScaling.Linear linear => new JsonObject { ["rope_type"] = "linear", ["factor"] = linear.Factor },
        RopeScaling.Llama3 llama => new JsonObject
        {
            ["rope_type"] = "llama3",
            ["factor"] = llama.Factor,
            ["low_freq_factor"] = llama.LowFrequencyFactor,
            ["high_freq_factor"] = llama.HighFrequencyFactor,
            ["original_max_position_embeddings"] = llama.OriginalContext,
        },
        _ => null,
    };

    private static RopeScaling? Scaling(PublishedJson section)
    {
        var key = section.Find("rope_type") is null && section.Find("type") is not null ? "type" : "rope_type";
        switch (section.Text(key) ?? "default")
        {
            case "default":
                return null;
            case "linear":
                return new RopeScaling.Linear(Factor(section, "factor", 1));
            case "llama3":
                var low = section.Number("low_freq_factor", null, 0);
                var high = section.Number("high_freq_factor", null, 0);
                return high > low
                    ? new RopeScaling.Llama3(
                        Factor(section, "factor", 1), low, high, section.Count("original_max_position_embeddings"))
                    : throw section.Wrong("high_freq_factor", $"it must be above low_freq_factor, which is {low}");
            default:
                throw section.Wrong(key, "the kinds that can be read are default, linear and llama3");
        }
    }

    private static double Factor(PublishedJson section, string key, double least) =>
        section.Number(key, null, 0) is var factor && factor >= least
            ? factor
            : throw section.Wrong(key, $"it must be at least {least}");
}
