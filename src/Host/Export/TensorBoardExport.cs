using Riverrun.Actors.Projections;

namespace Riverrun.Host.Export;

/// <summary>
/// Writes a run for TensorBoard: one event file a branch under <c>DIRECTORY/RUN/BRANCH</c>, with training loss,
/// learning rate and gradient norm of every step and the held-out figures of every evaluation.
/// </summary>
/// <remarks>
/// The history knows steps, not times: every event has wall time 0, so the same run is always the same bytes. View by step.
/// Field numbers: tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto.
/// </remarks>
public static class TensorBoardExport
{
    /// <summary>The name of each branch's file; TensorBoard looks for <c>tfevents</c> in it.</summary>
    public const string FileName = "events.out.tfevents.0.riverrun";

    private const int EventWallTime = 1;
    private const int EventStep = 2;
    private const int EventFileVersion = 3;
    private const int EventSummary = 5;
    private const int SummaryValue = 1;
    private const int ValueTag = 1;
    private const int ValueSimple = 2;

    /// <summary>Writes the files, replacing those of an earlier export.</summary>
    /// <param name="history">The run.</param>
    /// <param name="directory">What TensorBoard's <c>--logdir</c> names; made if it does not exist.</param>
    /// <exception cref="FormatException">A run or branch has a name that cannot be a file's.</exception>
    public static void Write(RunHistory history, string directory)
    {
        foreach (var branch in history.Branches)
        {
            var folder = Path.Combine(directory, CsvExport.FileName(history.Run.Name), CsvExport.FileName(branch.Branch));
            Directory.CreateDirectory(folder);
            using var file = new BufferedStream(File.Create(Path.Combine(folder, FileName)), 1 << 16);
            Write(branch, file);
        }
    }

    private static void Write(BranchHistory branch, Stream file)
    {
        var writing = new ProtobufWriter();
        writing.Double(EventWallTime, 0);
        writing.Text(EventFileVersion, "brain.Event:2");
        RecordFile.Append(file, writing.Written);

        var (summary, value) = (new ProtobufWriter(), new ProtobufWriter());
        var evaluations = new Queue<(long Step, Models.Training.Evaluation Evaluation)>(branch.Evaluations);

        for (var i = 0; i < branch.Losses.Count; i++)
        {
            var step = branch.FirstStep + i;
            AppendEvaluations(step);
            Append(step,
                ("loss", branch.Losses[i]), ("learning_rate", branch.LearningRates[i]), ("gradient_norm", branch.GradientNorms[i]));
        }

        AppendEvaluations(long.MaxValue);

        void AppendEvaluations(long before)
        {
            while (evaluations.TryPeek(out var next) && next.Step <= before)
                Append(next.Step, Figures(evaluations.Dequeue().Evaluation));
        }

        void Append(long step, params ReadOnlySpan<(string Tag, double Value)> figures)
        {
            summary.Clear();

            foreach (var (tag, figure) in figures)
            {
                value.Clear();
                value.Text(ValueTag, tag);
                value.Single(ValueSimple, (float)figure);
                summary.Message(SummaryValue, value);
            }

            writing.Clear();
            writing.Double(EventWallTime, 0);
            writing.Integer(EventStep, step);
            writing.Message(EventSummary, summary);
            RecordFile.Append(file, writing.Written);
        }
    }

    private static (string Tag, double Value)[] Figures(Models.Training.Evaluation evaluation) =>
    [
        ("validation/loss", evaluation.LossNats),
        .. evaluation.BitsPerByte is { } bits ? [("validation/bits_per_byte", bits)] : Array.Empty<(string, double)>(),
        .. evaluation.Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(metric => ($"validation/{metric.Key}", metric.Value)),
    ];
}
