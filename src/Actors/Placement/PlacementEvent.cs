using System.Text.Json.Serialization;

namespace Riverrun.Actors.Placement;

/// <summary>What a placement stores; who holds what is not among it, for whoever matters says that again.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(TermBegan), "placement-term-began")]
internal abstract record PlacementEvent
{
    private PlacementEvent() { }

    /// <summary>
    /// A placement is about to grant for the first time; its term is the place of this event among its like.
    /// </summary>
    public sealed record TermBegan : PlacementEvent;
}
