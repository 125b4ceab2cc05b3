using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;

namespace Riverrun.Host.Web;

/// <summary>
/// The checkpoints that a request for a merge means, and the name of the branch that becomes of them. Pure.
/// </summary>
internal static class MergeChoice
{
    private const int LongestName = 64;

    /// <summary>The command; or a sentence that says why there is none.</summary>
    /// <param name="run">The run as it is now.</param>
    /// <param name="body">What is asked.</param>
    public static (RunCommand.AddMerge? Merge, string? Problem) Of(RunView run, MergeBody body)
    {
        if (body.Last is < 2 or > BudgetRules.Most)
            return (null,
                $"last is {body.Last}; it must be from 2 to {BudgetRules.Most}, the number of checkpoints to merge.");

        if (body.Coefficients is { } given && given.Count != body.Last)
            return (null,
                $"There are {given.Count} coefficients for {body.Last} checkpoints; give one for each, the oldest "
                    + "checkpoint's first.");

        if (run.Branches.FirstOrDefault(known => known.Name == body.Branch) is not { } branch)
            return (null,
                $"Run {run.Name} has no branch {body.Branch}; it has "
                    + $"{string.Join(", ", run.Branches.Select(known => known.Name))}.");

        var kept = branch.Checkpoints.Select(checkpoint => checkpoint.Step).Order().ToList();

        if (body.AtStep is { } at && !kept.Contains(at))
            return (null, $"Branch {branch.Name} keeps no checkpoint at step {at}; it keeps {Listed(kept)}.");

        var reached = kept.Where(step => step <= (body.AtStep ?? long.MaxValue)).ToList();

        if (reached.Count < body.Last)
            return (null,
                $"Branch {branch.Name} keeps {reached.Count} "
                + $"checkpoints{(body.AtStep is { } end ? $" up to step {end}" : "")}, "
                + $"at {Listed(reached)}, and {body.Last} were to be merged; take fewer, or have more taken with "
                + "checkpoints.every-steps.");

        var from = reached.TakeLast(body.Last)
            .Select((step, i) => new MergeSource(branch.Name, step, body.Coefficients?[i] ?? 1.0 / body.Last))
            .ToList();

        return (new RunCommand.AddMerge(body.Name ?? Name(from, body.Coefficients), from), null);
    }

    /// <summary>
    /// The same for the same checkpoints and coefficients, so that a request that is repeated names the same branch.
    /// </summary>
    private static string Name(List<MergeSource> from, IReadOnlyList<double>? coefficients)
    {
        var branch = from[^1].Branch == River.Main ? "" : $"-of-{from[^1].Branch}";
        var name = $"{(coefficients is null ? "mean" : "merge")}-{from.Count}{branch}-at-{from[^1].AtStep}";

        return coefficients is null && name.Length <= LongestName ? name : Marked(name, from);
    }

    private static string Marked(string name, List<MergeSource> from)
    {
        var asked = string.Join('\n', from.Select(source => string.Create(
            CultureInfo.InvariantCulture, $"{source.Branch} {source.AtStep} {source.Coefficient:R}")));
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asked)))[..6];

        return $"{name[..Math.Min(name.Length, LongestName - mark.Length - 1)].TrimEnd('-', '.', '_')}-{mark}";
    }

    private static string Listed(List<long> steps) => steps.Count == 0 ? "none" : string.Join(", ", steps);
}
