using System.Globalization;
using Riverrun.Actors.Projections;
using Riverrun.Host.Specs;

namespace Riverrun.Host.Cli;

/// <summary>Progress for where there is no terminal: a line at the start, one at each budget, and one about every 2 seconds.</summary>
internal sealed class ProgressLines(TextWriter output, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly HashSet<(string Run, long Steps, string Branch)> _reached = [];
    private long? _last;

    /// <summary>Says what is about to run, before anything slow happens.</summary>
    public async Task BeginAsync(LoadedSpecs loaded, string home)
    {
        foreach (var (_, read) in loaded.Runs)
            await output.WriteLineAsync(
                $"{read.Spec.Name}: budgets {string.Join(", ", read.Spec.Budgets)}; "
                + $"{read.Spec.Device.Threads} thread{(read.Spec.Device.Threads == 1 ? "" : "s")} of {(read.Spec.Device.Kind == Models.Training.DeviceKind.Cpu ? "the processor" : "a GPU")}; home {home}");

        await output.FlushAsync();
    }

    /// <summary>Says what is new.</summary>
    public async Task ShowAsync(IReadOnlyList<RunView> views)
    {
        foreach (var view in views)
            foreach (var budget in view.Budgets.Where(budget => budget.Status == "reached"))
                if (_reached.Add((view.Name, budget.Steps, budget.Branch)))
                    await output.WriteLineAsync(
                        $"{view.Name}: budget {Steps(budget.Steps)} is there, validation loss {budget.ValidationLossNats?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-"} nats");

        if (_last is { } last && time.GetElapsedTime(last) < Every)
            return;

        _last = time.GetTimestamp();

        foreach (var view in views)
            foreach (var branch in view.Branches.Where(branch => branch.Status == "training"))
                await output.WriteLineAsync(Line(view, branch));

        await output.FlushAsync();
    }

    private static string Line(RunView view, BranchView branch)
    {
        var line = $"{view.Name}/{branch.Name}: step {Steps(branch.Step)} of {Steps(branch.EndStep)}";

        if (branch.Live is not { } live)
            return line;

        var next = branch.Stages.FirstOrDefault(stage => stage.Budget is not null && stage.EndStep > branch.Step);
        var left = next is null || live.StepsPerSecond <= 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", budget {next.EndStep} in {(next.EndStep - branch.Step) / live.StepsPerSecond:0} s");

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{line}, loss {live.LossNats:0.000}, rate {live.LearningRate:0.0e-00}, {live.StepsPerSecond:0.0} steps/s, {live.TokensPerSecond:N0} tokens/s{left}");
    }

    private static string Steps(long steps) => steps.ToString(CultureInfo.InvariantCulture);
}
