using Riverrun.Actors.Placement;

namespace Riverrun.Actors.Tests.Placement;

internal static class Placements
{
    /// <summary>The state after a message, where no lease ends by it that the test asks for.</summary>
    public static PlacementState Then(this PlacementState state, PlacementCommand command) =>
        state.After(command).State;
}
