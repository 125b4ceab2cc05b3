using System.Globalization;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Identity;
using Riverrun.Actors.Runs;

namespace Riverrun.Host.Export;

/// <summary>
/// Writes a run as CSV (RFC 4180, UTF-8, invariant culture): <c>budgets.csv</c>, <c>evaluations.csv</c> and one
/// <c>steps-BRANCH.csv</c> a branch. Numbers are written so that reading them gives the same bits; <c>time</c> is in UTC
/// (ISO 8601), <c>tokens</c> are those read from initial weights on. Both are empty where the journal does not tell.
/// </summary>
public static class CsvExport
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
            Write(Path.Combine(directory, $"steps-{FileName(branch.Branch)}.csv"), Steps(branch, tokens));
    }

    /// <summary>The name of a branch as part of a file name; a history may come from another machine, so it is not trusted.</summary>
    internal static string FileName(string branch) => RunId.IsValid(branch)
        ? branch
        : throw new FormatException(
            $"'{branch}' cannot name a branch's file; a branch's name has lower-case letters, digits, '.', '_' and '-' only.");

    private static IEnumerable<string[]> Steps(BranchHistory branch, TokensRead read)
    {
        yield return ["step", "loss_nats", "learning_rate", "gradient_norm", "time", "tokens"];
        var times = StepTimes.Of(branch);
        var tokens = read.After(branch);

        for (var i = 0; i < branch.Losses.Count; i++)
            yield return
            [
                Text(branch.FirstStep + i), Text(branch.Losses[i]), Text(branch.LearningRates[i]), Text(branch.GradientNorms[i]),
                Time(times[i]), Text(tokens[i]),
            ];
    }

    private static IEnumerable<string[]> Evaluations(RunHistory history, TokensRead tokens)
    {
        var all = history.Branches.SelectMany(branch => branch.Evaluations.Select((entry, i) =>
            (branch.Branch, entry.Step, entry.Evaluation, Time: branch.Times?.OfEvaluation(i)))).ToArray();
        var metrics = all.SelectMany(entry => entry.Evaluation.Metrics.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();

        return all
            .Select(entry => (string[])[
                entry.Branch, Text(entry.Step), Text(entry.Evaluation.LossNats), Text(entry.Evaluation.BitsPerByte),
                Time(entry.Time), Text(tokens.At(entry.Branch, entry.Step)),
                .. metrics.Select(name => entry.Evaluation.Metrics.TryGetValue(name, out var value) ? Text(value) : "")])
            .Prepend(["branch", "step", "loss_nats", "bits_per_byte", "time", "tokens", .. metrics]);
    }

    private static IEnumerable<string[]> Budgets(RunView run, TokensRead tokens) => run.Budgets
        .Select(budget => (string[])[
            Text(budget.Steps), budget.Status, budget.Branch, Text(budget.ValidationLossNats), Text(budget.BitsPerByte),
            Text(budget.AncestorSteps), Text(budget.SpentSteps), budget.Checkpoint?.ToString() ?? "",
            Text(budget.Status == "reached" ? tokens.At(budget.Branch, budget.Steps) : null), Text(budget.RiverSteps)])
        .Prepend(
        [
            "steps", "status", "branch", "loss_nats", "bits_per_byte", "ancestor_steps", "spent_steps", "checkpoint", "tokens",
            "river_steps",
        ]);

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

    private static string Text<T>(T value) where T : struct, IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
