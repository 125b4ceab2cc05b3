using Riverrun.Actors.Branches;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Branches;

public sealed class StepColumnsTests
{
    private static readonly Figure Logit = new("max-logit", "logit");

    [Fact]
    public void Figures_are_named_once_and_their_columns_stored_with_the_steps()
    {
        var first = Branch.Leased.Told(Branch.Progressed(WithLogits(0, 5)));

        var second = Branch.Leased.After(first).Told(Branch.Progressed(WithLogits(5, 5)));

        Assert.Equal([Logit], Assert.IsType<BranchEvent.FiguresNamed>(first.Events[1]).Figures);
        Assert.Equal([0f, 1, 2, 3, 4], Assert.IsType<BranchEvent.StepsTaken>(first.Events[2]).Columns!["max-logit"]);
        Assert.Equal(
            [5f, 6, 7, 8, 9],
            Assert.IsType<BranchEvent.StepsTaken>(Assert.Single(second.Events)).Columns!["max-logit"]);
    }

    [Fact]
    public void A_slice_that_is_known_in_part_gives_the_rest_of_every_column()
    {
        var trained = Branch.Leased.After(Branch.Leased.Told(Branch.Progressed(WithLogits(0, 5))));

        var again = trained.Told(Branch.Progressed(WithLogits(3, 5)));

        Assert.Equal(
            [5f, 6, 7], Assert.IsType<BranchEvent.StepsTaken>(Assert.Single(again.Events)).Columns!["max-logit"]);
    }

    [Fact]
    public void A_replay_that_differs_in_one_column_alone_has_diverged()
    {
        var trained = Branch.Leased.After(Branch.Leased.Told(Branch.Progressed(WithLogits(0, 5))));
        var lost = trained.Apply(new BranchEvent.LeaseLost(1, "gone"))
            .Apply(new BranchEvent.LeaseTaken("device", 2, 0));
        var other = WithLogits(0, 5) with { Columns = Columns([0f, 1, 2.5f, 3, 4]) };

        var same = lost.Told(Branch.Progressed(WithLogits(0, 5), 2));
        var differs = lost.Told(Branch.Progressed(other, 2));

        Assert.IsType<BranchEvent.ReplayChecked>(Assert.Single(same.Events));
        Assert.Equal(new BranchEvent.ReplayDiverged(2, 2, 2.5f, "max-logit"), differs.Events[0]);
    }

    [Fact]
    public void Steps_that_used_another_number_than_the_plan_schedules_are_refused()
    {
        var workload = Branch.Leased.Order!.Workload with { Controls = [new Control(Control.Batch, 2, 6, 0, 4)] };
        var branch = Branch.Leased with { Order = Branch.Leased.Order with { Workload = workload } };

        var right = branch.Told(Branch.Progressed(Branch.Slice(0, 3) with { Controls = workload.ControlsAt(0, 3) }));
        var wrong = branch.Told(Branch.Progressed(Branch.Slice(0, 3) with { Controls = workload.ControlsAt(1, 3) }));
        var silent = branch.Told(Branch.Progressed(Branch.Slice(0, 3)));

        Assert.Equal([2.0, 3, 4], right.Events.OfType<BranchEvent.StepsTaken>().Single().Controls![Control.Batch]);
        Assert.Equal(
            "Step 0 used 3 for batch; the plan says 2.",
            wrong.Events.OfType<BranchEvent.ReportRefused>().Single().Reason);
        Assert.Equal(
            "Step 0 used nothing for batch; the plan says 2.",
            silent.Events.OfType<BranchEvent.ReportRefused>().Single().Reason);
    }

    [Fact]
    public void A_measurement_whose_named_figure_is_no_number_fails_the_branch()
    {
        var measured = Evaluation.Of(null, new Measure(new Figure("hard-accuracy", "%", Better.Higher), double.NaN));
        var trained = Branch.Leased.After(Branch.Leased.Told(Branch.Progressed(Branch.Slice(0, 5))));

        var decision = trained.Told(new Actors.Devices.DeviceReport.Evaluated(5, measured) { Epoch = 1 });

        Assert.StartsWith(
            "The hard accuracy is NaN after 5 steps;",
            Assert.IsType<BranchEvent.Failed>(Assert.Single(decision.Events)).Reason,
            StringComparison.Ordinal);
    }

    private static StepSlice WithLogits(long first, int count) => Branch.Slice(first, count) with
    {
        Columns = Columns([.. Enumerable.Range((int)first, count).Select(step => (float)step)]),
        Figures = [Logit],
    };

    private static Dictionary<string, IReadOnlyList<float>> Columns(float[] values) => new() { ["max-logit"] = values };
}
