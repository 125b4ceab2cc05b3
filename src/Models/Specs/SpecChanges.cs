using Riverrun.Models.Plans;

namespace Riverrun.Models.Specs;

/// <summary>In which keys two specs differ. Pure.</summary>
public static class SpecChanges
{
    /// <summary>What differs, by value, in the order in which keys are written.</summary>
    public static IReadOnlyList<SpecChange> Between(RunSpec before, RunSpec after)
    {
        var (old, now) = (Lines(before), Lines(after));

        return
        [
            .. from key in old.Keys.Union(now.Keys)
               let change = new SpecChange(key, old.GetValueOrDefault(key), now.GetValueOrDefault(key))
               where change.Old != change.New
               select change,
        ];
    }

    /// <summary>Every key of either.</summary>
    public static IEnumerable<string> Keys(RunSpec before, RunSpec after) =>
        Lines(before).Keys.Union(Lines(after).Keys);

    private static Dictionary<string, string> Lines(RunSpec spec) => SpecWriter.Write(spec)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(" = ", 2))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}
