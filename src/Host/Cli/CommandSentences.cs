using Riverrun.Actors.Runs;
using Riverrun.Host.Live;
using Riverrun.Host.Printing;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Cli;

/// <summary>What a command has come to, from the run as it stood before and as it stands now. Pure.</summary>
internal static class CommandSentences
{
    /// <summary>After <c>pause</c>.</summary>
    public static (string Sentence, bool Changed) Pause(RunView before, RunView now) => now.Status switch
    {
        "paused" when before.Status == "paused" => ($"{now.Name} is paused already.", false),
        "paused" => (
            now.Branches.FirstOrDefault(branch => branch.Status == "training") is { } last
                ? $"{now.Name} is paused; {last.Name} finishes its slice first."
                : $"{now.Name} is paused.",
            true),
        "completed" => ($"{now.Name} is completed already; there is nothing to pause.", false),
        "failed" => (
            $"{now.Name} has failed, so nothing of it trains; {ThisProgram.Name} resume tries it again.", false),
        _ => ($"{now.Name} is {now.Status}.", true),
    };

    /// <summary>After <c>resume</c>.</summary>
    public static (string Sentence, bool Changed) Resume(RunView before, RunView now) =>
        (before.Status, now.Status) switch
        {
            ("running", "running") => ($"{now.Name} was not paused; it is running{Waiting(now)}.", false),
            ("failed", "running") => ($"{now.Name} goes on where it failed{Waiting(now)}.", true),
            (_, "running") => ($"{now.Name} goes on{Waiting(now)}.", true),
            (_, "completed") => ($"{now.Name} is completed; there is nothing to resume.", false),
            ("failed", "failed") => ($"{now.Name} has failed again: {now.Failure}", true),
            _ => ($"{now.Name} is {now.Status}.", true),
        };

    /// <summary>After <c>cancel</c>.</summary>
    public static (string Sentence, bool Changed) Cancel(RunView before, RunView now) =>
        (before.Status, now.Status) switch
        {
            ("cancelled", "cancelled") => ($"{now.Name} was cancelled already.", false),
            (_, "cancelled") => ($"{now.Name} is cancelled; what is stored stays.", true),
            (_, "completed") =>
                ($"{now.Name} is completed already; there is nothing to cancel, and its models stay.", false),
            _ => ($"{now.Name} is {now.Status}.", true),
        };

    /// <summary>After <c>budget add</c>.</summary>
    public static (string Sentence, bool Changed) AddBudget(RunView before, RunView now, long steps)
    {
        var isNew = Of(now, steps).Count > Of(before, steps).Count;

        return Of(now, steps) switch
        {
            [] => ($"{now.Name} has no budget of {steps} steps any more.", true),
            [.., { Status: "reached" } done] when !isNew => (
                $"{now.Name} has the budget of {steps} steps already, and its model is delivered: "
                    + $"{Numbers.Short(done.Checkpoint)}.", false),
            [.., var known] when !isNew => (
                $"{now.Name} has the budget of {steps} steps already; {known.Branch} is to deliver it{Standing(now)}.",
                false),
            var all => ($"{now.Name} delivers a model at {steps} steps, on "
                + $"{all.Except(Of(before, steps)).Last().Branch}{Standing(now)}.", true),
        };
    }

    /// <summary>After <c>budget remove</c>.</summary>
    public static (string Sentence, bool Changed) RemoveBudget(RunView before, RunView now, long steps) =>
        Of(before, steps).Count > Of(now, steps).Count
            ? ($"{now.Name} delivers no model at {steps} steps.", true)
            : ($"{now.Name} has no budget of {steps} steps that could be removed; it has "
                + $"{string.Join(", ", now.Budgets.Select(budget => budget.Steps).Distinct())}.", false);

    /// <summary>After <c>fork</c>.</summary>
    public static (string Sentence, bool Changed) Fork(RunView before, RunView now, string name, string from, long step)
    {
        var branch = now.Branches.FirstOrDefault(known => known.Name == name);

        return before.Branches.Any(known => known.Name == name)
            ? ($"{now.Name}/{name} was forked from {from} at step {step} already; it is "
                + $"{branch?.Status ?? "gone"}{Standing(now)}.", false)
            : ($"{now.Name}/{name} is forked from {from} at step {step}"
                + (now.Status == "running" && branch?.Waiting is { } waiting
                    ? $"; it waits, {WaitingText.Of(waiting)}" : Standing(now)) + ".", true);
    }

    /// <summary>After <c>merge</c>.</summary>
    public static (string Sentence, bool Changed) Merge(RunView before, RunView now, string name)
    {
        var branch = now.Branches.FirstOrDefault(known => known.Name == name);
        var model = now.Budgets.FirstOrDefault(budget => budget.Branch == name);
        var what = $"{now.Name}/{name} is the merge of "
            + $"{(branch?.MergedFrom is { } from ? MergeText.Of(from) : "kept checkpoints")}";

        return before.Branches.Any(known => known.Name == name)
            ? ($"{what} already; it is {branch?.Status ?? "gone"}{Standing(now)}.", false)
            : (model?.ValidationLossNats is { } loss
                ? $"{what}; its validation loss is {Numbers.Nats(loss)} nats."
                : $"{what}; it is measured and stored once nothing else needs the device{Standing(now)}.", true);
    }

    private static List<BudgetView> Of(RunView run, long steps) =>
        [.. run.Budgets.Where(budget => budget.Steps == steps)];

    private static string Waiting(RunView run) => WaitingText.Of(run) is { } waiting ? $"; it waits, {waiting}" : "";

    /// <summary>Why nothing of a run trains now, if that is so.</summary>
    private static string Standing(RunView run) => run.Status switch
    {
        "paused" => $"; {run.Name} is paused, and {ThisProgram.Name} resume lets it go on",
        "failed" => $"; {run.Name} has failed, and {ThisProgram.Name} resume tries it again",
        "running" => Waiting(run),
        _ => "",
    };
}
