using Riverrun.Host.Client;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Cli;

/// <summary>Adds to the refusal of a run that is not there the name of the one that may have been meant.</summary>
internal static class UnknownRun
{
    /// <summary>The refusal, with that name where there is one.</summary>
    /// <param name="refused">What was refused.</param>
    /// <param name="asked">The names that were asked for.</param>
    /// <param name="invocation">Where to look.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<RefusedException> ExplainAsync(
        RefusedException refused, IReadOnlyList<string> asked, Invocation invocation, CancellationToken cancel)
    {
        foreach (var address in asked.Select(RunAddress.Parse))
        {
            using var look = await address.In(invocation).LookAsync(cancel);
            var known = await look.Runs.RunsAsync(cancel);

            if (!known.Contains(address.Run))
                return NearestName.Find(address.Run, known) is { } near
                    ? new RefusedException(
                        refused.Status,
                        $"There is no run {address.Run} in {address.Home ?? "this home"}; perhaps you meant {near}.")
                    : refused;
        }

        return refused;
    }
}
