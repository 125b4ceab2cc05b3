using Riverrun.Actors.Edge;

namespace Riverrun.Host.Export;

/// <summary>
/// What the further columns of a branch are called in a file: a figure by its name, a scheduled number by
/// <c>control/NAME</c>. A figure whose name the file has given away already is <c>figure/NAME</c>.
/// </summary>
internal static class ColumnNames
{
    /// <summary>The figures with their names.</summary>
    /// <param name="branch">The branch.</param>
    /// <param name="taken">Names that the file has given away.</param>
    public static IReadOnlyList<(string Name, IReadOnlyList<float> Values)> Figures(
        BranchHistory branch, params IReadOnlyList<string> taken) =>
        [.. branch.Columns.Select(column => (Of(column.Figure.Name, taken), column.Values))];

    /// <summary>The scheduled numbers beside the rate with their names.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Controls(BranchHistory branch) =>
        [.. branch.Controls.Select(control => ($"control/{control.Key}", control.Value))];

    /// <summary>The name of a figure in the file.</summary>
    public static string Of(string figure, IReadOnlyList<string> taken) => taken.Contains(figure)
        ? $"figure/{figure}" : figure;
}
