using System.Globalization;
using System.Runtime.InteropServices;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Models.Training;

/// <summary>A bigram trainer's state: one table of logits and where it stands.</summary>
/// <param name="Step">Optimizer steps of ancestry.</param>
/// <param name="DataPosition">Batches read.</param>
/// <param name="Contexts">Rows of the table.</param>
/// <param name="Tokens">Columns of the table.</param>
/// <param name="Logits">The table, row by row.</param>
internal sealed record BigramState(long Step, long DataPosition, int Contexts, int Tokens, double[] Logits) : ICapturedState
{
    private const string Schema = "riverrun-bigram-1";
    private const string TableName = "logits";

    private SafeTensor Table =>
        new(TableName, "F64", [Contexts, Tokens], MemoryMarshal.AsBytes(Logits.AsSpan()).ToArray());

    /// <summary>Refuses a table that holds NaN or an infinity.</summary>
    /// <exception cref="NonFiniteStateException">This one does.</exception>
    public void RequireFinite() => Finiteness.Require([Table], Step);

    /// <inheritdoc/>
    public void WriteTo(Stream stream)
    {
        var manifest = new Dictionary<string, string>
        {
            ["schema"] = Schema,
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["data-position"] = DataPosition.ToString(CultureInfo.InvariantCulture),
        };
        SafeTensors.Write(
            stream,
            manifest,
            [Table]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Reads what <see cref="WriteTo"/> wrote for a table of <paramref name="contexts"/> by <paramref name="tokens"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such state.</exception>
    public static BigramState Read(Stream stream, int contexts, int tokens)
    {
        var file = SafeTensors.Read(stream);
        var schema = file.Metadata.GetValueOrDefault("schema", "none");
        if (schema != Schema)
            throw new InvalidDataException($"The checkpoint has the schema '{schema}'; a bigram model reads '{Schema}'.");

        if (!file.Tensors.TryGetValue(TableName, out var table) || table.DType != "F64" || !table.Shape.SequenceEqual([contexts, tokens]))
        {
            throw new InvalidDataException(
                "The checkpoint has "
                + $"{(table is null ? "no logits" : $"logits of type {table.DType} and shape [{string.Join(", ", table.Shape)}]")}; "
                + $"the model has F64 and [{contexts}, {tokens}].");
        }

        return new BigramState(
            Number(file, "step"), Number(file, "data-position"), contexts, tokens,
            MemoryMarshal.Cast<byte, double>(table.Data.Span).ToArray());
    }

    private static long Number(SafeTensorFile file, string key) =>
        long.TryParse(file.Metadata.GetValueOrDefault(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException(
                $"The checkpoint's {key} is '{file.Metadata.GetValueOrDefault(key, "")}'; it must be a whole number.");
}
