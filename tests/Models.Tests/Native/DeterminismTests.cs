using Riverrun.Models.Native;

namespace Riverrun.Models.Tests.Native;

public sealed class DeterminismTests
{
    [Fact]
    public void Deterministic_mode_can_be_turned_on_with_the_pinned_libtorch()
    {
        Determinism.Enable();

        Assert.Null(Determinism.Unavailable);
    }
}
