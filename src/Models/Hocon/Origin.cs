namespace Riverrun.Models.Hocon;

/// <summary>Where a value was written, so that whoever refuses it can say so.</summary>
/// <param name="Source">A file, or what stands for one: <c>--set model.layers=2</c>, <c>recipe wsd-s</c>.</param>
/// <param name="Line">The line, from 1; 0 where lines mean nothing.</param>
/// <param name="Column">The letter of the line, from 1; 0 where the line is enough, as a key is named.</param>
public sealed record Origin(string Source, int Line, int Column = 0)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0
        ? Source : Column == 0 ? $"{Source}:{Line}" : $"{Source}:{Line}:{Column}";
}
