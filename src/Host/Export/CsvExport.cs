using System.Globalization;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;
using Riverrun.Models.Training;

namespace Riverrun.Host.Export;

/// <summary>
/// Writes a run as CSV (RFC 4180, UTF-8, invariant culture): <c>budgets.csv</c>, <c>evaluations.csv</c> and one
/// <c>steps-BRANCH.csv</c> a branch. Numbers are written so that reading them gives the same bits; <c>time</c> is in
/// UTC (ISO 8601), <c>tokens</c> are those read from initial weights on. Both are empty where the journal does not
/// tell. Then comes a column for every further figure; it is empty where a step or a measurement said nothing.
/// </summary>
internal static class CsvExport
{
    /// <summary>Writes the files, replacing those of an earlier export.</summary>
    /// <param name="history">The run.</param>
    /// <param name="directory">Made if it does not exist.</param>
    /// <exception cref="FormatException">A branch has a name that cannot be a file's.</exception>
    public static void Write(RunHistory history, string directory)
    {
        Directory.CreateDirectory(directory);
        var tokens = new TokensRead(history);
        Write(Path.Combine(directory, "budgets.csv"), Budgets(history.Run, tokens));
        Write(Path.Combine(directory, "evaluations.csv"), Evaluations(history, tokens));

        foreach (var branch in history.Branches)
            Write(Path.Combine(directory, $"steps-{FileName(branch.Branch)}.csv"), Steps(branch, tokens, history.Run));
    }

    /// <summary>
    /// The name of a branch as part of a file name; a history may come from another machine, so it is not trusted.
    /// </summary>
    internal static string FileName(string branch) => RunId.IsValid(branch)
        ? branch
        : throw new FormatException(
            $"'{branch}' cannot name a branch's file; a branch's name has lower-case letters, digits, '.', '_' and "
                + "'-' only.");

    private static IEnumerable<string[]> Steps(BranchHistory branch, TokensRead read, RunView run)
    {
        string[] first =
            ["step", run.JudgedBy == Evaluation.Loss ? "loss_nats" : "loss", "learning_rate", "gradient_norm", "time",
                "tokens"];
        var (figures, controls) = (ColumnNames.Figures(branch, first), ColumnNames.Controls(branch));

        yield return [.. first, .. figures.Select(column => column.Name), .. controls.Select(column => column.Name)];
        var times = StepTimes.Of(branch);
        var tokens = read.After(branch);

        for (var i = 0; i < branch.Losses.Count; i++)
            yield return
            [
                Text(branch.FirstStep + i), Text(branch.Losses[i]), Text(branch.LearningRates[i]),
                Text(branch.GradientNorms[i]),
                Time(times[i]), Text(tokens[i]),
                .. figures.Select(column => Said(column.Values[i])),
                .. controls.Select(column => Said(column.Values[i])),
            ];
    }

    private static IEnumerable<string[]> Evaluations(RunHistory history, TokensRead tokens)
    {
        var all = history.Branches.SelectMany(branch => branch.Evaluations.Select((entry, i) =>
            (branch.Branch, entry.Step, entry.Evaluation, Time: branch.Times?.OfEvaluation(i)))).ToArray();
        string[] first = ["branch", "step", "loss_nats", "bits_per_byte", "time", "tokens"];
        var figures = Further(all.Select(entry => entry.Evaluation));

        return all
            .Select(entry => (string[])[
                entry.Branch, Text(entry.Step), Text(entry.Evaluation.LossNats), Text(entry.Evaluation.BitsPerByte),
                Time(entry.Time), Text(tokens.At(entry.Branch, entry.Step)),
                .. figures.Select(figure => Text(MeasuredFigures.Value(entry.Evaluation, figure)))])
            .Prepend([.. first, .. figures.Select(figure => ColumnNames.Of(figure.Name, first))]);
    }

    private static IEnumerable<string[]> Budgets(RunView run, TokensRead tokens)
    {
        string[] first =
        [
            "steps", "status", "branch", "loss_nats", "bits_per_byte", "ancestor_steps", "spent_steps", "checkpoint",
            "tokens",
            "river_steps",
        ];
        var figures = Further(run.Budgets.Select(budget => budget.Measured));

        return run.Budgets.Select(budget => (string[])[
            Text(budget.Steps), budget.Status, budget.Branch, Text(budget.ValidationLossNats), Text(budget.BitsPerByte),
            Text(budget.AncestorSteps), Text(budget.SpentSteps), budget.Checkpoint?.ToString() ?? "",
            Text(budget.Status == "reached" ? tokens.At(budget.Branch, budget.Steps) : null), Text(budget.RiverSteps),
            .. figures.Select(figure => Text(MeasuredFigures.Value(budget.Measured, figure)))])
        .Prepend([.. first, .. figures.Select(figure => ColumnNames.Of(figure.Name, first))]);
    }

    /// <summary>Figures that have no column of their own yet.</summary>
    private static Figure[] Further(IEnumerable<Evaluation?> measured) =>
        [.. MeasuredFigures.Of(measured).Where(figure => figure != Evaluation.Loss && figure != Evaluation.Bits)];

    private static string Said(double value) => double.IsNaN(value) ? "" : Text(value);

    private static string Said(float value) => float.IsNaN(value) ? "" : Text(value);

    private static void Write(string file, IEnumerable<string[]> rows)
    {
        using var writer = new StreamWriter(file) { NewLine = "\r\n" };

        foreach (var row in rows)
            writer.WriteLine(string.Join(',', row.Select(Quote)));
    }

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"")}\"" : field;

    private static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "";

    private static string Text<T>(T? value) where T : struct, IFormattable => value is { } known ? Text(known) : "";

    private static string Text<T>(T value) where T : struct,
    IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
