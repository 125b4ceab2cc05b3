using Riverrun.Models.Hocon;
using Riverrun.Models.Specs;

namespace Riverrun.Host.Cli;

/// <summary>
/// Says in what a run of that name differs from what is asked for: in values, however they are written, and whether or
/// not a default is.
/// </summary>
internal static class SpecDifference
{
    /// <summary>Refuses to go on with a run under another spec.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="stored">The text of the spec it was started with.</param>
    /// <param name="asked">The spec that is asked for.</param>
    /// <param name="where">Where the run is.</param>
    /// <exception cref="InvalidConfigurationException">They differ.</exception>
    public static void Refuse(string run, string stored, ReadSpec asked, string where = "in this home")
    {
        var (there, here) = (SpecLoader.Change(stored, []).Values, asked.Values);

        foreach (var key in there.Keys.Union(here.Keys))
            if (there.GetValueOrDefault(key) != here.GetValueOrDefault(key))
                throw new InvalidConfigurationException(
                    $"The run {run} exists {where} with another spec: {key} is "
                    + $"{there.GetValueOrDefault(key) ?? "not set"} there "
                    + $"and {here.GetValueOrDefault(key) ?? "not set"} here; ask for the same, or choose another "
                    + "--name.");
    }
}
