using Riverrun.Actors.Branches;

namespace Riverrun.Actors.Tests.Branches;

public sealed class BranchIntentTests
{
    [Fact]
    public void A_branch_that_waits_asks_again_at_once_and_then_at_every_fifth_repeat() =>
        Assert.Equal(
            [1, 2, 3, 5, 10, 15, 20],
            Enumerable.Range(1, 20).Where(BranchIntent.WantDevice.IsAskedAgainAt));
}
