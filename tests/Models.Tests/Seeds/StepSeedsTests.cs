using Riverrun.Models.Seeds;

namespace Riverrun.Models.Tests.Seeds;

public sealed class StepSeedsTests
{
    [Fact]
    public void A_seed_is_the_same_in_every_process()
    {
        Assert.Equal(6036623935912621431, StepSeeds.For(1, "main", 0, StepPurpose.Dropout));
        Assert.Equal(1618314170916105898, StepSeeds.For(-5, "größer", 123_456_789_012, StepPurpose.Initialization));
    }

    [Fact]
    public void Every_field_changes_the_seed()
    {
        long[] seeds =
        [
            StepSeeds.For(1, "main", 0, StepPurpose.Dropout),
            StepSeeds.For(2, "main", 0, StepPurpose.Dropout),
            StepSeeds.For(1, "mair", 0, StepPurpose.Dropout),
            StepSeeds.For(1, "main", 1, StepPurpose.Dropout),
            StepSeeds.For(1, "main", 0, StepPurpose.Data),
            StepSeeds.For(0, "main", 1, StepPurpose.Dropout),
            StepSeeds.For(1, "", 0, StepPurpose.Dropout),
        ];

        Assert.Equal(seeds.Length, seeds.Distinct().Count());
    }

    [Fact]
    public void Seeds_of_many_steps_do_not_collide_and_use_every_bit()
    {
        long[] seeds =
            [.. Enumerable.Range(0, 10_000).Select(step => StepSeeds.For(0, "main", step, StepPurpose.Dropout))];

        Assert.Equal(seeds.Length, seeds.Distinct().Count());
        for (var bit = 0; bit < 64; bit++)
            Assert.InRange(seeds.Count(seed => ((seed >> bit) & 1) == 1), 4_700, 5_300);
    }
}
