using Riverrun.Actors.Runs;
using Riverrun.Host.Tests.Export;

namespace Riverrun.Host.Tests.Live;

/// <summary>Runs in the middle of their work.</summary>
internal static class LiveRuns
{
    private const double Peak = 3e-3;

    /// <summary>A single branch that has delivered its first budget and trains towards the second.</summary>
    public static RunView Simplified(long step = 480)
    {
        var river = new BranchView(
            "river", null, null, "training", step, 1600, "host/cpu:0",
            [
                new StageView("warm-up", 0, 40, "warm-up", Peak, null),
                new StageView("stable-1", 40, 360, "stable", Peak, null),
                new StageView("decay-400", 360, 400, "decay", Peak, 400),
                new StageView("stable-2", 400, 1440, "stable", Peak, null),
                new StageView("decay-1600", 1440, 1600, "decay", Peak, 1600),
            ],
            [],
            new LiveView(2.3104f, Peak, 21.4, 21_913.6));

        return new RunView(
            "wsd-s", "wsd-s", "wsd-s", "running", null, 1,
            [
                step < 400 ? Planned(400, "river") : Reached(400, "river", 400),
                Planned(1600, "river"),
            ],
            [river], step, new ReplayView(0, 0));
    }

    /// <summary>A trunk that goes on while the leaf of the first budget decays.</summary>
    public static RunView Leaves()
    {
        var trunk = new BranchView(
            "river", null, null, "training", 380, 720, "host/cpu:0",
            [new StageView("stable-1", 0, 360, "stable", Peak, null),
                new StageView("stable-2", 360, 720, "stable", Peak, null)],
            [],
            new LiveView(2.4f, Peak, 10, 10_240));
        var leaf = new BranchView(
            "budget-400", "river", 360, "training", 370, 400, "host/cpu:1",
            [new StageView("decay-400", 360, 400, "decay", Peak, 400)],
            [],
            new LiveView(2.2f, 1e-3, 10, 10_240));

        return new RunView(
            "wsd", "wsd", "wsd", "running", null, 2, [Planned(400, "budget-400"), Planned(800, "budget-800")],
            [trunk, leaf], 390, new ReplayView(0, 0));
    }

    public static BudgetView Reached(long steps, string branch, long spent) => new(
        steps, "reached", SampleRuns.Digest($"{branch}@{steps}"), 2.14451, 3.09387, null, branch, steps, spent);

    public static BudgetView Planned(long steps, string branch) =>
        new(steps, "planned", null, null, null, null, branch, null, null);
}
