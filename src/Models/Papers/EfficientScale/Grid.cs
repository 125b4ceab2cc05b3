using System.Runtime.InteropServices;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Models.Papers.EfficientScale;

/// <summary>A matrix of float32, row by row; a vector is one of a single column.</summary>
/// <param name="Values">Rows times columns of them.</param>
/// <param name="Rows">What it writes: outputs.</param>
/// <param name="Columns">What it reads: inputs.</param>
internal sealed record Grid(float[] Values, int Rows, int Columns)
{
    /// <summary>Zeros.</summary>
    public static Grid Zeros(int rows, int columns) => new(new float[rows * columns], rows, columns);

    /// <summary>A stored tensor of one or two dimensions.</summary>
    /// <exception cref="InvalidDataException">It is no float32 of such a shape.</exception>
    public static Grid Of(SafeTensor tensor) => tensor is { DType: "F32", Shape.Count: 1 or 2 }
        ? new Grid(
            MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray(),
            (int)tensor.Shape[0],
            tensor.Shape.Count == 1 ? 1 : (int)tensor.Shape[1])
        : throw new InvalidDataException(
            $"Tensor '{tensor.Name}' is {tensor.DType} [{string.Join(", ", tensor.Shape)}]; "
            + "a model can be scaled up that has float32 of one or two dimensions.");

    /// <summary>The same numbers under a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isVector">Whether it has one dimension.</param>
    public SafeTensor Named(string name, bool isVector) =>
        new(name, "F32", isVector ? [Rows] : [Rows, Columns], MemoryMarshal.AsBytes(Values.AsSpan()).ToArray());

    /// <summary>Row j is row g(j) of the source that <paramref name="from"/> gives.</summary>
    /// <param name="map">g.</param>
    /// <param name="from">The matrix that row j is taken from; null for this one.</param>
    public Grid Outputs(IReadOnlyList<int> map, Func<int, Grid>? from = null)
    {
        var made = Zeros(map.Count, Columns);

        for (var row = 0; row < map.Count; row++)
            (from?.Invoke(row) ?? this).Values.AsSpan(map[row] * Columns, Columns)
                .CopyTo(made.Values.AsSpan(row * Columns));

        return made;
    }

    /// <summary>Column j is column g(j) over the number of columns that g takes from there.</summary>
    /// <param name="map">g.</param>
    /// <param name="from">The matrix that column j is taken from; null for this one.</param>
    public Grid Inputs(IReadOnlyList<int> map, Func<int, Grid>? from = null)
    {
        var made = Zeros(Rows, map.Count);
        var copies = map.CountBy(source => source).ToDictionary();

        for (var column = 0; column < map.Count; column++)
        {
            var source = from?.Invoke(column) ?? this;

            for (var row = 0; row < Rows; row++)
                made.Values[row * map.Count + column] =
                    source.Values[row * Columns + map[column]] / copies[map[column]];
        }

        return made;
    }

    /// <summary>
    /// The element of row g(j) and column h(k) where both are there; elsewhere what <paramref name="otherwise"/> has.
    /// </summary>
    /// <param name="rows">g; below 0 for a new row.</param>
    /// <param name="columns">h; below 0 for a new column.</param>
    /// <param name="otherwise">Of the size of the result.</param>
    public Grid Placed(IReadOnlyList<int> rows, IReadOnlyList<int> columns, Grid otherwise)
    {
        var made = otherwise with { Values = [.. otherwise.Values] };

        for (var row = 0; row < rows.Count; row++)
            for (var column = 0; column < columns.Count; column++)
                if (rows[row] >= 0 && columns[column] >= 0)
                    made.Values[row * columns.Count + column] = Values[rows[row] * Columns + columns[column]];

        return made;
    }

    /// <summary>This matrix times a number.</summary>
    public Grid Times(double factor) => this with { Values = [.. Values.Select(value => (float)(value * factor))] };
}
