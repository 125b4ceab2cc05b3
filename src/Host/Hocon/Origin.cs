namespace Riverrun.Host.Hocon;

/// <summary>Where a value was written, so that whoever refuses it can say so.</summary>
/// <param name="Source">A file, or what stands for one: <c>--set model.layers=2</c>, <c>recipe wsd-s</c>.</param>
/// <param name="Line">The line, from 1; 0 where lines mean nothing.</param>
public sealed record Origin(string Source, int Line)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}";
}
