using System.Globalization;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Benchmarks.Steps;

/// <summary>
/// Steps on command, so that another program can take turns with it. Requests are lines: <c>new HEADS f32|bf16</c>,
/// <c>state FILE</c>, <c>steps N</c>, <c>time N</c>; each is answered by one line: <c>ok</c>, losses, or seconds of
/// processor time.
/// </summary>
internal static class StepServer
{
    /// <summary>Serves until the input ends.</summary>
    public static int Run(TextReader requests, TextWriter replies)
    {
        ITrainer? trainer = null;
        while (requests.ReadLine() is { } line)
        {
            if (line.Split(' ') is ["new", var heads, var precision])
            {
                trainer?.Dispose();
                trainer = TenMillion.Trainer(
                    int.Parse(heads, CultureInfo.InvariantCulture), precision == "bf16"
                        ? Precision.Mixed : Precision.Full);
                Reply("ok");
            }
            else
            {
                Reply(Answer(
                    trainer ?? throw new InvalidOperationException("The first request must be 'new'."),
                    line.Split(' ')));
            }
        }

        trainer?.Dispose();
        return 0;

        void Reply(string answer)
        {
            replies.WriteLine(answer);
            replies.Flush();
        }
    }

    private static string Answer(ITrainer trainer, string[] request)
    {
        switch (request)
        {
            case ["state", var path]:
                using (var file = File.Create(path))
                using (var captured = trainer.Capture())
                    captured.WriteTo(file);
                return "ok";
            case ["steps", var count]:
                return string.Join(
                    ' ', Steps(trainer, count).Losses.Select(loss => loss.ToString("R", CultureInfo.InvariantCulture)));
            case ["time", var count]:
                var before = Environment.CpuUsage.TotalTime;
                Steps(trainer, count);
                return (Environment.CpuUsage.TotalTime - before)
                    .TotalSeconds.ToString("R", CultureInfo.InvariantCulture);
            default:
                throw new InvalidOperationException($"No request reads '{string.Join(' ', request)}'.");
        }
    }

    private static StepSlice Steps(ITrainer trainer, string count) =>
        trainer.Train([.. Enumerable.Repeat(TenMillion.Rate, int.Parse(count, CultureInfo.InvariantCulture))]);
}
