using Riverrun.Actors.Branches;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Edge;

/// <summary>Joins the named columns of a branch's slices, each of which may have others. Pure.</summary>
internal static class ColumnHistories
{
    /// <summary>The figures of all steps.</summary>
    /// <param name="events">All that happened to the branch, in order.</param>
    public static IReadOnlyList<StepColumn> Figures(IEnumerable<BranchEvent> events)
    {
        var known = new Dictionary<string, Figure>(StringComparer.Ordinal);
        var slices = new List<BranchEvent.StepsTaken>();

        foreach (var happened in events)
        {
            if (happened is BranchEvent.FiguresNamed named)
                foreach (var figure in named.Figures)
                    known[figure.Name] = figure;
            else if (happened is BranchEvent.StepsTaken steps)
                slices.Add(steps);
        }

        return [.. Joined(slices, steps => steps.Columns, float.NaN).Select(column =>
            new StepColumn(known.GetValueOrDefault(column.Name) ?? new Figure(column.Name), column.Values))];
    }

    /// <summary>The scheduled numbers of all steps, by name.</summary>
    /// <param name="events">All that happened to the branch, in order.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<double>> Controls(IEnumerable<BranchEvent> events) =>
        Joined([.. events.OfType<BranchEvent.StepsTaken>()], steps => steps.Controls, double.NaN)
            .ToDictionary(
                column => column.Name, column => (IReadOnlyList<double>)column.Values, StringComparer.Ordinal);

    private static List<(string Name, T[] Values)> Joined<T>(
        IReadOnlyList<BranchEvent.StepsTaken> slices,
        Func<BranchEvent.StepsTaken, IReadOnlyDictionary<string, IReadOnlyList<T>>?> columnsOf,
        T otherwise)
    {
        var (joined, length, from) =
            (new List<(string Name, T[] Values)>(), slices.Sum(slice => slice.Losses.Count), 0);

        foreach (var slice in slices)
        {
            foreach (var (name, values) in columnsOf(slice) ?? new Dictionary<string, IReadOnlyList<T>>())
            {
                var column = Column(name);

                for (var i = 0; i < slice.Losses.Count; i++)
                    column[from + i] = values[i];
            }

            from += slice.Losses.Count;
        }

        return joined;

        T[] Column(string name)
        {
            if (joined.Find(column => column.Name == name) is { Values: { } known })
                return known;

            joined.Add((name, new T[length]));
            Array.Fill(joined[^1].Values, otherwise);

            return joined[^1].Values;
        }
    }
}
