using Riverrun.Actors.Edge;

namespace Riverrun.Host.Api;

/// <summary>From the history of a run to what the API writes of it, and back.</summary>
internal static class HistoryBodies
{
    /// <summary>A history as the API writes it.</summary>
    public static HistoryBody Write(RunHistory history) => new(
        history.Run,
        [
            .. history.Branches.Select(branch => new BranchHistoryBody(
                branch.Branch, branch.FirstStep, branch.Losses, branch.LearningRates, branch.GradientNorms,
                [.. branch.Evaluations.Select(entry => new MeasurementBody(entry.Step, entry.Evaluation))],
                branch.Tokens, branch.Milliseconds, branch.Devices, branch.Times,
                branch.Columns.Count > 0 ? branch.Columns : null, branch.Controls.Count > 0 ? branch.Controls : null)),
        ]);

    /// <summary>A history as it was before the API wrote it.</summary>
    public static RunHistory Read(HistoryBody body) => new(
        body.Run,
        [
            .. body.Branches.Select(branch => new BranchHistory(
                branch.Branch, branch.FirstStep, branch.Losses, branch.LearningRates, branch.GradientNorms,
                [.. branch.Evaluations.Select(entry => (entry.Step, entry.Evaluation))],
                branch.Times)
            {
                Tokens = branch.Tokens,
                Milliseconds = branch.Milliseconds,
                Devices = branch.Devices ?? [],
                Columns = branch.Columns ?? [],
                Controls = branch.Controls ?? new Dictionary<string, IReadOnlyList<double>>(),
            }),
        ]);
}
