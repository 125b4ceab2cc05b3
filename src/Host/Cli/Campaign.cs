using System.Globalization;
using Riverrun.Actors.Projections;
using Riverrun.Host.Forecasts;
using Riverrun.Host.Hocon;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;
using Riverrun.Host.Specs;
using Riverrun.Host.Web;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Host.Cli;

/// <summary>Carries out the runs of one <c>run</c>: starts or wakes them, watches them, and says what came out.</summary>
internal sealed class Campaign(LoadedSpecs loaded, HostSettings settings, Invocation invocation)
{
    /// <summary>Does it all; the answer is the exit code.</summary>
    public async Task<int> CarryOutAsync(CancellationToken cancel)
    {
        await JudgeMemoryAsync();

        foreach (var (_, read) in loaded.Runs)
            await invocation.Progress.WriteLineAsync(Beginning(read.Spec));

        await invocation.Progress.FlushAsync(cancel);

        try
        {
            await using var session = await HomeSession.OwnAsync(settings, invocation.Time, cancel);

            var before = new List<RunView>();

            foreach (var (_, spec) in loaded.Runs)
                if (await StartAsync(session.Client, spec, cancel) is { } existing)
                    before.Add(existing);

            var views = await new Progress(invocation).WatchAsync(look => LookAsync(session, look), cancel, before);

            return await new Outcome(loaded, invocation, new TextSamples(loaded, settings, session))
                .TellAsync(session.Client, views, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await invocation.Progress.WriteLineAsync(
                "Stopped; every step that was taken is stored. The same command goes on where it stopped.");

            return ExitCode.Interrupted;
        }
    }

    private string Beginning(RunSpec spec) => string.Create(
        CultureInfo.InvariantCulture,
        $"{spec.Name}: budgets {string.Join(", ", spec.Budgets)}; "
        + $"{spec.Device.Threads} thread{(spec.Device.Threads == 1 ? "" : "s")} of "
        + $"{(spec.Device.Kind == DeviceKind.Cpu ? "the processor" : "the GPU")}; home {settings.Home}");

    /// <summary>What cannot fit in this machine's memory is refused before there is a home; what may not fit is said.</summary>
    private async Task JudgeMemoryAsync()
    {
        var device = new Trainers(settings.TokenDirectory, settings.Device.Kind).Describe();

        foreach (var (_, read) in loaded.Runs)
        {
            var fit = MemoryFit.Of(read.Spec, WorkloadForecast.VocabularyOrLeast, device);

            if (fit.Refusal is { } refusal)
                throw new InvalidConfigurationException(refusal);

            if (fit.Warning is { } warning)
                await invocation.Error.WriteLineAsync(warning);
        }
    }

    /// <summary>Starts or wakes a run; the answer is how it was found, or null where there was none.</summary>
    private async Task<RunView?> StartAsync(RiverrunClient client, ReadSpec read, CancellationToken cancel)
    {
        var existing = await client.FindAsync(read.Spec.Name, cancel);

        if (existing is null)
            TryCorpora(read, cancel);
        else
            SpecDifference.Refuse(read.Spec.Name, await client.SpecAsync(read.Spec.Name, cancel), read);

        await client.StartAsync(read.Source, cancel);

        if (existing?.Status == "paused")
            await client.TellAsync(read.Spec.Name, "resume", cancel);

        return existing;
    }

    /// <summary>A corpus that is not there is refused before there is a run, not as the failure of one.</summary>
    private void TryCorpora(ReadSpec read, CancellationToken cancel)
    {
        foreach (var (name, workload) in read.Spec.Workloads.Where(workload => workload.Value.Data is not CorpusConfig.BigramSource))
            try
            {
                using (Corpora.Open(workload.Data, settings.TokenDirectory, cancel))
                {
                }
            }
            catch (CorpusException wrong)
            {
                throw new InvalidConfigurationException(
                    $"{(name == RunSpec.MainWorkload ? read.DataWritten : $"stage {name}")}: {wrong.Message}");
            }
    }

    private async Task<IReadOnlyList<RunView>> LookAsync(HomeSession session, CancellationToken cancel)
    {
        if (session.Owned!.Broken is { IsCompleted: true } broken)
            throw new HomeException(
                $"{(await broken).TrimEnd('.')}; once that is put right, the same command goes on from what is stored.");

        var views = new List<RunView>();

        foreach (var (_, read) in loaded.Runs)
            views.Add(await session.Client.RunAsync(read.Spec.Name, cancel));

        return views;
    }
}
