using System.Text.Json.Serialization;

namespace Riverrun.Models.Plans;

/// <summary>Where a branch gets its training state from.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Fresh), "fresh")]
[JsonDerivedType(typeof(FromCheckpoint), "from-checkpoint")]
[JsonDerivedType(typeof(Merge), "merge")]
public abstract record BranchStart
{
    private BranchStart() { }

    /// <summary>Steps of ancestry before the branch's first own step.</summary>
    [JsonIgnore]
    public abstract long Step { get; }

    /// <summary>The checkpoints that must exist before it can begin, in their order; none for a fresh start.</summary>
    public IReadOnlyList<(string Branch, long AtStep)> Sources() => this switch
    {
        FromCheckpoint from => [(from.Branch, from.AtStep)],
        Merge merge => [.. merge.From.Select(source => (source.Branch, source.AtStep))],
        _ => [],
    };

    /// <summary>Initialised from the run's seed, at step 0.</summary>
    public sealed record Fresh : BranchStart
    {
        /// <inheritdoc/>
        public override long Step => 0;
    }

    /// <summary>
    /// Goes on from what <paramref name="Branch"/> had stored after <paramref name="AtStep"/> steps of ancestry.
    /// </summary>
    public sealed record FromCheckpoint(string Branch, long AtStep, Carry Carry) : BranchStart
    {
        /// <inheritdoc/>
        public override long Step => AtStep;
    }

    /// <summary>
    /// The sum of several checkpoints' weights with coefficients, added up in float64 in the order of the list; all
    /// else, the step among it, is that of the last one.
    /// </summary>
    /// <param name="From">The checkpoints, at least one, of models of one shape.</param>
    public sealed record Merge(IReadOnlyList<MergeSource> From) : BranchStart
    {
        /// <inheritdoc/>
        public override long Step => From[^1].AtStep;
    }
}
