namespace Riverrun.Models.Training;

/// <summary>What steps said last under each name: a figure need not be said in every step. Pure.</summary>
public static class LatestFigures
{
    /// <summary>The figures that were said at all.</summary>
    /// <param name="columns">Their values; null for none.</param>
    /// <param name="figures">What they are; null for none.</param>
    public static IEnumerable<Measure> Of(
        IReadOnlyDictionary<string, IReadOnlyList<float>>? columns, IReadOnlyList<Figure>? figures)
    {
        foreach (var figure in figures ?? [])
        {
            var values = columns?.GetValueOrDefault(figure.Name) ?? [];

            for (var i = values.Count - 1; i >= 0; i--)
                if (float.IsFinite(values[i]))
                {
                    yield return new Measure(figure, values[i]);
                    break;
                }
        }
    }
}
