using System.Text.Json.Serialization;

namespace Riverrun.Actors.Branches;

/// <summary>What a run asks of a branch.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Follow), "follow")]
internal abstract record BranchCommand
{
    private BranchCommand() { }

    /// <summary>Be as <paramref name="Order"/> says: open, take over a changed plan, pause, go on or stop.</summary>
    public sealed record Follow(BranchOrder Order) : BranchCommand;
}
