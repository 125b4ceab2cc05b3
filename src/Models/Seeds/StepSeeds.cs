using System.Text;

namespace Riverrun.Models.Seeds;

/// <summary>
/// Seeds without state: a hash of what a draw is for, so that there is no generator to save. The mix is SplitMix64's
/// finaliser (Steele et al., OOPSLA 2014, fig. 17) after every field; the same in every process and on every machine.
/// </summary>
public static class StepSeeds
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>The seed of one generator in one step.</summary>
    /// <param name="runSeed">Seed of the run.</param>
    /// <param name="name">Name of the workload, or of the tensor that is drawn.</param>
    /// <param name="step">Steps of ancestry before it.</param>
    /// <param name="purpose">What it draws.</param>
    /// <param name="draw">Which of several draws for that purpose; the first one mixes nothing in.</param>
    public static long For(long runSeed, string name, long step, StepPurpose purpose, long draw = 0)
    {
        var state = Mixed(0, (ulong)runSeed);
        var bytes = Encoding.UTF8.GetBytes(name);
        state = Mixed(state, (ulong)bytes.Length);
        foreach (var value in bytes)
            state = Mixed(state, value);
        state = Mixed(state, (ulong)step);
        state = Mixed(state, (ulong)purpose);
        return (long)(draw == 0 ? state : Mixed(state, (ulong)draw));
    }

    private static ulong Mixed(ulong state, ulong field)
    {
        var z = (state ^ field) + Golden;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
