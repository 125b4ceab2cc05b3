using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>Where a branch gets its training state from.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Fresh), "fresh")]
[JsonDerivedType(typeof(FromCheckpoint), "from-checkpoint")]
public abstract record BranchStart
{
    private BranchStart() { }

    /// <summary>Steps of ancestry before the branch's first own step.</summary>
    [JsonIgnore]
    public abstract long Step { get; }

    /// <summary>Initialised from the run's seed, at step 0.</summary>
    public sealed record Fresh : BranchStart
    {
        /// <inheritdoc/>
        public override long Step => 0;
    }

    /// <summary>Goes on from what <paramref name="Branch"/> had stored after <paramref name="AtStep"/> steps of ancestry.</summary>
    public sealed record FromCheckpoint(string Branch, long AtStep, Carry Carry) : BranchStart
    {
        /// <inheritdoc/>
        public override long Step => AtStep;
    }
}
