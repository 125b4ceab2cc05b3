using FsCheck.Fluent;
using FsCheck.Xunit;
using Riverrun.Models.Plans;
using Riverrun.Models.Tests.Schedules;

namespace Riverrun.Models.Tests.Plans;

public sealed class StageListTests
{
    private static readonly PolicyKind[] Trunks =
    [
        PolicyKind.WarmupStableDecaySimplified, PolicyKind.WarmupStableDecay, PolicyKind.CyclicCosine,
    ];

    [Property]
    public bool What_is_left_of_a_plan_takes_every_step_at_the_rate_of_the_whole(byte policy, ushort cut)
    {
        var whole = Path(policy);
        var step = cut % whole[^1].EndStep;

        var rest = whole.From(step);

        return rest[0].FirstStep == step
            && rest.Sum(stage => stage.Steps) == whole[^1].EndStep - step
            && Enumerable.Range((int)step, (int)(whole[^1].EndStep - step)).All(i => rest.RateAt(i) == whole.RateAt(i));
    }

    [Property]
    public bool A_plan_cut_in_two_agrees_with_itself(byte policy, ushort cut)
    {
        var whole = Path(policy);
        var step = cut % whole[^1].EndStep;

        IReadOnlyList<Stage> again = [.. whole.Until(step), .. whole.From(step)];

        return StageList.FirstDisagreement(whole, again, 0, whole[^1].EndStep) is null
            && again.Sum(stage => stage.Steps) == whole[^1].EndStep;
    }

    [Property]
    public bool Two_plans_disagree_first_where_their_rates_first_differ(byte policy, byte first, byte second)
    {
        var left = Path(policy, 100 + first);
        var right = Path(policy, 100 + second);
        var end = Math.Min(left[^1].EndStep, right[^1].EndStep);

        var found = StageList.FirstDisagreement(left, right, 0, end);

        return found == Enumerable.Range(0, (int)end)
            .Where(step => left.RateAt(step) != right.RateAt(step))
            .Select(step => (long?)step)
            .FirstOrDefault()
            || (found is { } step && left.RateAt(step) == right.RateAt(step) && left.RateAt(step) == 1);
    }

    [Fact]
    public void A_changed_plan_conflicts_where_a_step_was_taken_at_another_rate()
    {
        var trained = new TrainedPath(Path(0, 160), 0, 120, [12, 144, 160]);

        Assert.Equal(108, trained.FirstConflict(Path(0, 120)));
        Assert.Null(trained.FirstConflict(Path(0, 200)));
    }

    [Fact]
    public void A_changed_plan_conflicts_where_a_stage_ends_that_was_passed_without_storing()
    {
        var trained = new TrainedPath(Path(1, 160), 0, 120, [12, 75, 100]);

        Assert.Equal(108, trained.FirstConflict([.. Path(1, 160).Until(108), .. Path(1, 160).From(108)]));
        Assert.Null(trained.FirstConflict([.. Path(1, 160).Until(100), .. Path(1, 160).From(100)]));
        Assert.Null(trained.FirstConflict([.. Path(1, 160).Until(130), .. Path(1, 160).From(130)]));
    }

    private static IReadOnlyList<Stage> Path(int policy, long budget = 240) =>
        Rivers.Of(Trunks[policy % 3], policy % 3 == 2 ? [60, budget] : [budget], warmUp: 12).Plan()[0].Stages;
}
