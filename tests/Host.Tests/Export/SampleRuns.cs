using System.Security.Cryptography;
using System.Text;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Runs;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Training;

namespace Riverrun.Host.Tests.Export;

/// <summary>
/// Runs that look like real ones: losses fall as a power of the step, with repeatable noise that shrinks with the rate.
/// </summary>
internal static class SampleRuns
{
    private const double Peak = 3e-3;
    private const double Floor = 0.1;
    private const int StepsPerSlice = 10;

    /// <summary>What a step reads.</summary>
    public const long TokensPerStep = 1024;

    /// <summary>When step 0 begins; a step takes 20 ms.</summary>
    public static DateTimeOffset Begin { get; } = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    /// <summary>One branch that goes on from each decayed checkpoint.</summary>
    public static RunHistory Simplified(string name = "wsd-s", long seed = 1, params long[] budgets)
    {
        budgets = budgets.Length > 0 ? budgets : [400, 800, 1600];
        var river = Stages("river", null, 0, 40, budgets);

        return Run(name, "wsd-s", seed, [river], budgets.Select(steps => (steps, "river", steps)));
    }

    /// <summary>A trunk that stays stable, and a leaf per budget.</summary>
    public static RunHistory Leaves(string name = "wsd", long seed = 2, params long[] budgets)
    {
        budgets = budgets.Length > 0 ? budgets : [400, 800, 1600];
        var trunk = new BranchView(
            "river", null, null, "completed", budgets[^1] - Decay(budgets[^1]), budgets[^1] - Decay(budgets[^1]), null,
            [new StageView("warm-up", 0, 40, "warm-up", Peak, null), .. budgets.Select((steps, i) => new StageView(
                $"stable-{i + 1}", i == 0 ? 40 : budgets[i - 1] - Decay(budgets[i - 1]), steps - Decay(steps), "stable",
                Peak, null))],
            [.. budgets.Select(steps => Kept(name, "river", steps - Decay(steps)))],
            null);
        var leaves = budgets.Select(steps => Leaf(name, steps));
        var spent = 0L;

        return Run(name, "wsd", seed, [trunk, .. leaves], budgets.Select(steps =>
        {
            spent += Decay(steps);
            return (steps, $"budget-{steps}", steps - Decay(steps) + spent);
        }));
    }

    /// <summary>One branch from scratch per budget.</summary>
    public static RunHistory FromScratch(string name = "cosine", long seed = 3, params long[] budgets)
    {
        budgets = budgets.Length > 0 ? budgets : [400, 800, 1600];
        var branches = budgets.Select(steps => new BranchView(
            $"budget-{steps}", null, null, "completed", steps, steps, null,
            [new StageView("warm-up", 0, 40, "warm-up", Peak, null),
                new StageView($"decay-{steps}", 40, steps, "decay", Peak, steps)],
            [Kept(name, $"budget-{steps}", steps)],
            null));
        var spent = 0L;

        return Run(name, "cosine", seed, [.. branches],
            budgets.Select(steps => (steps, $"budget-{steps}", spent += steps)));
    }

    /// <summary>The digest of some text.</summary>
    public static CheckpointDigest Digest(string of) =>
        CheckpointDigest.FromHash(SHA256.HashData(Encoding.UTF8.GetBytes(of)));

    private static long Decay(long steps) => steps / 10;

    private static BranchView Leaf(string run, long steps) => new(
        $"budget-{steps}", "river", steps - Decay(steps), "completed", steps, steps, null,
        [new StageView($"decay-{steps}", steps - Decay(steps), steps, "decay", Peak, steps)],
        [Kept(run, $"budget-{steps}", steps)],
        null);

    private static BranchView Stages(string run, string? parent, long from, long warmUp, long[] budgets)
    {
        var stages = new List<StageView> { new("warm-up", from, from + warmUp, "warm-up", Peak, null) };

        foreach (var steps in budgets)
        {
            stages.Add(new StageView(
                $"stable-{stages.Count / 2 + 1}", stages[^1].EndStep, steps - Decay(steps), "stable", Peak, null));
            stages.Add(new StageView($"decay-{steps}", steps - Decay(steps), steps, "decay", Peak, steps));
        }

        return new BranchView(
            "river", parent, null, "completed", budgets[^1], budgets[^1], null, stages,
            [.. budgets.SelectMany(
                steps => new[] { Kept(run, "river", steps - Decay(steps)), Kept(run, "river", steps) })],
            null);
    }

    private static CheckpointView Kept(string run, string branch, long step) =>
        new(step, Digest($"{run}/{branch}@{step}"), "stage-end");

    private static RunHistory Run(
        string name, string policy, long seed, IReadOnlyList<BranchView> branches,
        IEnumerable<(long Steps, string Branch, long Spent)> budgets)
    {
        var histories = branches.Select(branch => History(branch, seed)).ToArray();
        var views = budgets.Select(budget =>
        {
            var evaluation = histories.Single(history => history.Branch == budget.Branch)
                .Evaluations.Single(pair => pair.Step == budget.Steps).Evaluation;
            return new BudgetView(
                budget.Steps, "reached", Digest($"{name}/{budget.Branch}@{budget.Steps}"), evaluation.LossNats,
                evaluation.BitsPerByte, null, budget.Branch, budget.Steps, budget.Spent);
        }).ToArray();
        var spent = histories.Sum(history => (long)history.Losses.Count);

        return new RunHistory(
            new RunView(name, policy, policy, "completed", null, seed, views, branches, spent, new ReplayView(128, 0)),
            histories);
    }

    private static BranchHistory History(BranchView branch, long seed)
    {
        var first = branch.ForkStep ?? branch.Stages[0].FirstStep;
        var rates = Enumerable.Range(0, (int)(branch.Step - first)).Select(i => Rate(branch, first + i)).ToArray();
        var state = (ulong)seed * 977;
        var losses = rates.Select((rate, i) => (float)(Loss(first + i, rate) + Noise(ref state) * (0.05 + 25 * rate)))
            .ToArray();
        var evaluations = Enumerable.Range(0, losses.Length)
            .Select(i => first + i + 1)
            .Where(step => step % 50 == 0 || branch.Stages.Any(stage => stage.EndStep == step))
            .Select(step => (step, new Evaluation(
                Loss(step, Rate(branch, step - 1)) + 0.03,
                (Loss(step, Rate(branch, step - 1)) + 0.03) / Math.Log(2), new Dictionary<string, double>())))
            .ToArray();

        return new BranchHistory(
            branch.Name, first, losses, rates, [.. losses.Select(loss => loss / 3)], [.. evaluations],
            new BranchTimes(
                [.. Slices(first, losses.Length)], [.. evaluations.Select(entry => After(entry.Item1).AddSeconds(1))]));
    }

    /// <summary>When a step is done, on whatever branch.</summary>
    public static DateTimeOffset After(long steps) => Begin.AddMilliseconds(20 * steps);

    private static IEnumerable<SliceTime> Slices(long first, int count)
    {
        for (var start = 0; start < count; start += StepsPerSlice)
        {
            var steps = Math.Min(StepsPerSlice, count - start);
            yield return new SliceTime(
                first + start, steps, After(first + start + steps), 20 * steps, TokensPerStep * steps);
        }
    }

    private static double Rate(BranchView branch, long step)
    {
        var stage = branch.Stages.First(stage => step < stage.EndStep);
        var x = (step - stage.FirstStep) / (double)(stage.EndStep - stage.FirstStep);

        return stage.Phase switch
        {
            "warm-up" => Peak * x,
            "stable" => Peak,
            _ when branch.Stages.Count == 2 => Peak * (Floor + (1 - Floor) * (1 + Math.Cos(Math.PI * x)) / 2),
            _ => Peak / ((1 / Floor - 1) * x + 1),
        };
    }

    private static double Loss(long step, double rate) =>
        1.1 + 4.4 * Math.Pow(1 + step / 12.0, -0.42) + 60 * rate * (1 - Math.Exp(-step / 100.0));

    private static double Noise(ref ulong state)
    {
        state = state * 6364136223846793005 + 1442695040888963407;

        return (state >> 11) / (double)(1UL << 53) - 0.5;
    }
}
