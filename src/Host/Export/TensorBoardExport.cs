using Riverrun.Actors.Edge;
using Riverrun.Models.Training;

namespace Riverrun.Host.Export;

/// <summary>
/// Writes a run for TensorBoard: one event file a branch under <c>DIRECTORY/RUN/BRANCH</c>, with training loss,
/// learning rate, gradient norm, further figures and scheduled numbers of every step, and the held-out figures of every
/// evaluation.
/// </summary>
/// <remarks>
/// Wall times are those of the journal, so the same run is always the same bytes; they are 0 where a coordinator of an
/// older build does not tell them.
/// </remarks>
internal static class TensorBoardExport
{
    /// <summary>The name of each branch's file; TensorBoard looks for <c>tfevents</c> in it.</summary>
    public const string FileName = "events.out.tfevents.0.riverrun";

    /// <summary>Writes the files, replacing those of an earlier export.</summary>
    /// <param name="history">The run.</param>
    /// <param name="directory">What TensorBoard's <c>--logdir</c> names; made if it does not exist.</param>
    /// <exception cref="FormatException">A run or branch has a name that cannot be a file's.</exception>
    public static void Write(RunHistory history, string directory) =>
        WriteRun(history, Path.Combine(directory, CsvExport.FileName(history.Run.Name)));

    /// <summary>
    /// Writes one folder a branch into the folder of the run alone, so that a log directory may hold many runs.
    /// </summary>
    /// <param name="history">The run.</param>
    /// <param name="runFolder">Made if it does not exist.</param>
    /// <exception cref="FormatException">A branch has a name that cannot be a file's.</exception>
    public static void WriteRun(RunHistory history, string runFolder)
    {
        foreach (var branch in history.Branches)
        {
            var folder = Directory.CreateDirectory(Path.Combine(runFolder, CsvExport.FileName(branch.Branch)));
            using var file = new BufferedStream(File.Create(Path.Combine(folder.FullName, FileName)), 1 << 16);
            Write(branch, file);
        }
    }

    private static void Write(BranchHistory branch, Stream file)
    {
        var times = StepTimes.Of(branch);
        var (figures, controls) =
            (ColumnNames.Figures(branch, "loss", "learning_rate", "gradient_norm"), ColumnNames.Controls(branch));
        RecordFile.Append(file, EventRecord.Version(branch.Losses.Count > 0 ? times[0] : null));
        var measured = 0;

        for (var i = 0; i < branch.Losses.Count; i++)
        {
            var step = branch.FirstStep + i;
            AppendEvaluations(step);
            RecordFile.Append(file, EventRecord.Scalars(times[i], step,
            [
                ("loss", branch.Losses[i]),
                ("learning_rate", branch.LearningRates[i]),
                ("gradient_norm", branch.GradientNorms[i]),
                .. from figure in figures where !float.IsNaN(figure.Values[i]) select (
                    figure.Name, (double)figure.Values[i]),
                .. from control in controls where !double.IsNaN(control.Values[i]) select (
                    control.Name, control.Values[i]),
            ]));
        }

        AppendEvaluations(long.MaxValue);

        void AppendEvaluations(long before)
        {
            for (; measured < branch.Evaluations.Count && branch.Evaluations[measured] is var (step, evaluation)
                && step <= before; measured++)
                RecordFile.Append(
                    file, EventRecord.Scalars(branch.Times?.OfEvaluation(measured), step, Figures(evaluation)));
        }
    }

    private static (string Tag, double Value)[] Figures(Evaluation evaluation) => [.. evaluation.All.Select(measure =>
        ($"validation/{(measure.Figure == Evaluation.Bits ? "bits_per_byte" : measure.Figure.Name)}", measure.Value))];
}
