using Riverrun.Host.Hocon;

namespace Riverrun.Host.Cli;

/// <summary>Says in what a run of that name differs from what is asked for.</summary>
internal static class SpecDifference
{
    /// <summary>Refuses to go on with a run under another spec.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="stored">The resolved spec it was started with.</param>
    /// <param name="asked">The resolved spec that is asked for.</param>
    /// <param name="where">Where the run is.</param>
    /// <exception cref="InvalidConfigurationException">They differ.</exception>
    public static void Refuse(string run, string stored, string asked, string where = "in this home")
    {
        var (there, here) = (Lines(stored), Lines(asked));

        foreach (var key in there.Keys.Union(here.Keys))
            if (there.GetValueOrDefault(key) != here.GetValueOrDefault(key))
                throw new InvalidConfigurationException(
                    $"The run {run} exists {where} with another spec: {key} is {there.GetValueOrDefault(key) ?? "not set"} there "
                    + $"and {here.GetValueOrDefault(key) ?? "not set"} here; ask for the same, or choose another --name.");
    }

    private static Dictionary<string, string> Lines(string source) => source
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(" = ", 2))
        .ToDictionary(parts => parts[0], parts => parts[1]);
}
