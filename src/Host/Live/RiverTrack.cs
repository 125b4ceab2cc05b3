using Riverrun.Actors.Runs;
using Spectre.Console;

namespace Riverrun.Host.Live;

/// <summary>
/// A branch as one line of characters along the steps: water behind, a dotted bed ahead, diamonds at budgets.
/// </summary>
internal static class RiverTrack
{
    private static readonly Style Nothing = Style.Plain;
    private static readonly Style WarmUp = new(Color.LightSkyBlue1);
    private static readonly Style Stable = new(Color.DeepSkyBlue2);
    private static readonly Style Decay = new(Color.DodgerBlue2, decoration: Decoration.Bold);
    private static readonly Style Ahead = new(Color.Grey50);
    private static readonly Style Head = new(decoration: Decoration.Bold);
    private static readonly Style Budget = new(Color.Orange1, decoration: Decoration.Bold);

    /// <summary>The characters of a branch with their styles.</summary>
    /// <param name="run">Its run, for the budgets.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="end">The step at the right edge.</param>
    /// <param name="width">Characters from edge to edge, at least 1.</param>
    public static IReadOnlyList<(char Character, Style Style)> Draw(RunView run, BranchView branch, long end, int width)
    {
        var from = branch.ForkStep ?? (branch.Stages.Count > 0 ? branch.Stages[0].FirstStep : 0);
        var (first, head) = (Column(from, end, width), Column(branch.Step, end, width));
        var last = Math.Max(first, Column(Math.Max(branch.EndStep, branch.Step), end, width));
        var track = new (char, Style)[last + 1];
        Array.Fill(track, (' ', Nothing));

        for (var column = first; column <= last; column++)
        {
            track[column] = column < head || branch.Step >= branch.EndStep
                ? ('━', Phase(branch, (long)((column + 0.5) * end / width)))
                : ('┄', Ahead);
        }

        if (branch.Parent is not null)
            track[first] = ('╰', branch.Step > from ? Stable : Ahead);

        foreach (var budget in run.Budgets.Where(budget => budget.Branch == branch.Name))
        {
            var column = Column(budget.Steps, end, width);

            if (column <= last)
                track[column] = (budget.Status == "reached" ? '◆' : '◇', Budget);
        }

        if (branch.Status == "training" && branch.Step < branch.EndStep)
            track[Math.Min(last, Math.Max(head, branch.Parent is null ? first : first + 1))] = ('▶', Head);

        return track;
    }

    /// <summary>The scale under the branches: the budgets' steps below their diamonds, as many as fit.</summary>
    public static string Scale(RunView run, long end, int width)
    {
        var scale = new char[width + 24];
        Array.Fill(scale, ' ');
        var free = 0;

        foreach (var steps in run.Budgets.Select(budget => budget.Steps).Distinct().Order())
        {
            var label = $"{steps}";
            var column = Math.Max(0, Column(steps, end, width) - label.Length / 2);

            if (column < free || column + label.Length > scale.Length)
                continue;

            label.CopyTo(scale.AsSpan(column));
            free = column + label.Length + 1;
        }

        return new string(scale).TrimEnd();
    }

    private static int Column(long step, long end, int width) =>
        end <= 0 ? 0 : (int)Math.Clamp(step * (double)width / end, 0, width - 1);

    private static Style Phase(BranchView branch, long step) =>
        branch.Stages.FirstOrDefault(stage => step >= stage.FirstStep && step < stage.EndStep)?.Phase switch
        {
            "warm-up" => WarmUp,
            "decay" => Decay,
            _ => Stable,
        };
}
