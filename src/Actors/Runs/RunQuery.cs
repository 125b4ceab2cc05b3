using System.Text.Json.Serialization;

namespace Riverrun.Actors.Runs;

/// <summary>What may be asked of a run without changing it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(GetView), "get-view")]
[JsonDerivedType(typeof(GetSpec), "get-spec")]
[JsonDerivedType(typeof(GetState), "get-state")]
internal abstract record RunQuery
{
    private RunQuery() { }

    /// <summary>
    /// Whether who asks knows of <see cref="Answer{T}.Unreadable"/>. A node of an older build would take such an answer
    /// for the word that there is no such run, and a collection would delete what the run needs: it is not answered,
    /// and gives up.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KnowsUnreadable { get; init; }

    /// <summary>Answered by <see cref="Answer{T}"/> of <see cref="Runs.RunView"/>.</summary>
    public sealed record GetView : RunQuery;

    /// <summary>Answered by <see cref="Answer{T}"/> of <see cref="RunEvent.Started"/>.</summary>
    public sealed record GetSpec : RunQuery;

    /// <summary>Answered by <see cref="Answer{T}"/> of <see cref="RunState"/>.</summary>
    public sealed record GetState : RunQuery;

    /// <summary>An answer that may be that there is no such run.</summary>
    /// <param name="Value">What was asked for; null where there is none.</param>
    /// <param name="Unreadable">Why there is none although there is such a run: it cannot be recovered.</param>
    public sealed record Answer<T>(T? Value, string? Unreadable = null)
        where T : class;
}
