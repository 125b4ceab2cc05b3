using Riverrun.Models.Plans;

namespace Riverrun.Models.Specs;

/// <summary>A spec and the text that says all of it.</summary>
/// <param name="Spec">What to run.</param>
/// <param name="Source">One line a key, every layer resolved; reading it again gives the same spec.</param>
/// <param name="DataWritten">Where the corpus was named and as what: <c>river.conf:6: data.files is
/// [/data/*.txt]</c>.</param>
public sealed record ReadSpec(RunSpec Spec, string Source, string DataWritten)
{
    /// <summary>
    /// Every key of the spec with its value, defaults included: two specs that say the same have the same.
    /// </summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Every key that a spec of these kinds can have.</summary>
    public IReadOnlySet<string> Keys { get; init; } = new HashSet<string>();
}
