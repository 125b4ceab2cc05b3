namespace Riverrun.Models.Hocon;

/// <summary><c>${a.b}</c> or <c>${?a.b}</c>.</summary>
/// <param name="origin">Where it was written.</param>
/// <param name="path">The keys that lead to what is meant.</param>
/// <param name="isOptional">Whether what is not there may be left out.</param>
public sealed class HoconReference(Origin origin, IReadOnlyList<string> path, bool isOptional) : HoconNode(origin)
{
    /// <summary>The keys that lead to what is meant.</summary>
    public IReadOnlyList<string> Path { get; } = path;

    /// <summary>Whether what is not there may be left out.</summary>
    public bool IsOptional { get; } = isOptional;

    /// <summary>Whether an object stands beside it, so that only an object will do.</summary>
    public bool MustBeObject { get; init; }

    /// <summary>The name of the environment variable that is meant where there is no such key.</summary>
    public string Name => string.Join('.', Path);

    /// <inheritdoc/>
    public override string ToString() => $"${{{(IsOptional ? "?" : "")}{Name}}}";
}
