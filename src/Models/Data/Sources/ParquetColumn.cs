using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Riverrun.Models.Data.Sources;

/// <summary>Reads one column of text from a Parquet file.</summary>
internal static class ParquetColumn
{
    /// <summary>The strings in <paramref name="column"/>, a row each, without the nulls.</summary>
    /// <exception cref="CorpusException">The file is no Parquet, has no such column, or the column is no
    /// text.</exception>
    public static IEnumerable<string> Documents(string file, string column)
    {
        using var stream = Utf8Text.Open(file);
        var (reader, field) = Open(stream, file, column);
        var first = 0L;
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            var texts = Rows(reader, group, field, file, first);
            foreach (var text in texts)
            {
                if (text is not null)
                    yield return text;
            }

            first += texts.Length;
        }
    }

    private static (ParquetReader Reader, DataField Field) Open(Stream stream, string file, string column)
    {
        var reader = Guard(() => ParquetReader.CreateAsync(stream).GetAwaiter().GetResult(), () => file);
        var fields = reader.Schema.GetDataFields();
        var field = fields.FirstOrDefault(field => field.Path.ToString() == column)
            ?? throw new CorpusException(
                $"{file} has no column '{column}'; it has "
                    + $"{string.Join(", ", fields.Select(field => field.Path.ToString()))}.");

        return field.ClrType == typeof(ReadOnlyMemory<char>) || field.ClrType == typeof(string)
            ? (reader, field)
            : throw new CorpusException($"{file} has {field.ClrType.Name} in column '{column}'; it must be text.");
    }

    private static string?[] Rows(ParquetReader reader, int group, DataField field, string file, long first)
    {
        var count = 0L;
        return Guard(
            () =>
            {
                using var rows = reader.OpenRowGroupReader(group);
                count = rows.RowCount;
                var texts = new string?[count];
                rows.ReadAsync(field, texts.AsMemory()!).AsTask().GetAwaiter().GetResult();
                return texts;
            },
            () => string.Create(
                CultureInfo.InvariantCulture,
                $"Column '{field.Path}' of {file}, in row group {group}, rows {first} to {first + count - 1},"));
    }

    // The reader meets damaged files with many kinds of exception, and each means the same here.
    private static T Guard<T>(Func<T> read, Func<string> where)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw new CorpusException($"{where()} cannot be read as Parquet: {cause.Message.TrimEnd('.')}.", cause);
        }
    }
}
