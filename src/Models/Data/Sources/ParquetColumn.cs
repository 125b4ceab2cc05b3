using Parquet;
using Parquet.Schema;

namespace Riverrun.Models.Data.Sources;

/// <summary>Reads one column of text from a Parquet file.</summary>
internal static class ParquetColumn
{
    /// <summary>The strings in <paramref name="column"/>, a row each, without the nulls.</summary>
    /// <exception cref="CorpusException">The file is no Parquet, has no such column, or the column is no text.</exception>
    public static IEnumerable<string> Documents(string file, string column)
    {
        using var stream = File.OpenRead(file);
        var (reader, field) = Open(stream, file, column);
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            foreach (var text in Rows(reader, group, field, file))
            {
                if (text is not null)
                    yield return text;
            }
        }
    }

    private static (ParquetReader Reader, DataField Field) Open(Stream stream, string file, string column)
    {
        var reader = Guard(file, () => ParquetReader.CreateAsync(stream).GetAwaiter().GetResult());
        var fields = reader.Schema.GetDataFields();
        var field = fields.FirstOrDefault(field => field.Path.ToString() == column)
            ?? throw new CorpusException(
                $"{file} has no column '{column}'; it has {string.Join(", ", fields.Select(field => field.Path.ToString()))}.");

        return field.ClrType == typeof(ReadOnlyMemory<char>) || field.ClrType == typeof(string)
            ? (reader, field)
            : throw new CorpusException($"{file} has {field.ClrType.Name} in column '{column}'; it must be text.");
    }

    private static string?[] Rows(ParquetReader reader, int group, DataField field, string file) => Guard(file, () =>
    {
        using var rows = reader.OpenRowGroupReader(group);
        var texts = new string?[rows.RowCount];
        rows.ReadAsync(field, texts.AsMemory()!).AsTask().GetAwaiter().GetResult();
        return texts;
    });

    // The reader meets damaged files with many kinds of exception, and each means the same here.
    private static T Guard<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            throw new CorpusException($"{file} cannot be read as Parquet: {cause.Message.TrimEnd('.')}.", cause);
        }
    }
}
