using System.Globalization;
using Riverrun.Actors.Runs;
using Riverrun.Host.Client;
using Riverrun.Host.Forecasts;
using Riverrun.Host.Homes;
using Riverrun.Host.Live;
using Riverrun.Host.Settings;
using Riverrun.Models.Data;
using Riverrun.Models.Hocon;
using Riverrun.Models.Plans;
using Riverrun.Models.Specs;
using Riverrun.Models.Tasks;

namespace Riverrun.Host.Cli;

/// <summary>
/// Carries out the runs of one <c>run</c> in a home: trains them, or hands them to the process that trains there and
/// takes its place when it is gone. Watches them, and says what came out.
/// </summary>
internal sealed class Campaign(LoadedSpecs loaded, HostSettings settings, Invocation invocation)
{
    private static readonly TimeSpan JoinAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly Progress _progress = new(invocation);

    /// <summary>
    /// The process that these runs were followed in; null before, when what is paused goes on because the command is
    /// said.
    /// </summary>
    private HomeOwner? _trainer;

    /// <summary>Does it all; the answer is the exit code.</summary>
    public async Task<int> CarryOutAsync(CancellationToken cancel)
    {
        await LibTorchProbe.RequireAsync(cancel);
        await JudgeMemoryAsync(cancel);

        foreach (var (_, read) in loaded.Runs)
        {
            await invocation.Progress.WriteLineAsync(Beginning(read.Spec));

            foreach (var warning in PlanWarnings.Of(read.Spec))
                await invocation.Error.WriteLineAsync(warning);
        }

        await invocation.Progress.FlushAsync(cancel);
        await SayAsync("Opening the home.");

        for (; ; await Task.Delay(JoinAgainAfter, invocation.Time, cancel))
        {
            var session = await HomeSession.JoinAsync(settings, invocation.Time, cancel);

            if (_trainer is not null && session.Trainer?.Pid != _trainer.Pid)
                await SayAsync(
                    $"Process {_trainer.Pid}, which trained in this home, is gone; "
                    + (session.Trainer is { } next
                        ? $"process {next.Pid} trains there now."
                        : "this process goes on with what it left."));

            if (session.Trainer is null)
                return await TrainAsync(session, cancel);

            await using (session)
                if (await FollowAsync(session, session.Trainer, cancel) is { } code)
                    return code;

            _trainer = session.Trainer;
        }
    }

    /// <summary>Trains in the home until nothing in it is to be trained any more, and leaves it.</summary>
    private async Task<int> TrainAsync(HomeSession session, CancellationToken cancel)
    {
        _ = session.Owned?.Notices.WriteAsync(invocation.Error, cancel);
        var others = new OtherRuns(loaded, session, invocation);
        int? done = null;
        string? left = null;

        await using (session)
            try
            {
                var before = await StartAsync(session, cancel);
                await others.WakeAsync(cancel);

                var views = await _progress.WatchAsync(look => LookAsync(session, look), cancel, before);
                done = await OutcomeAsync(session, views, cancel);
                await others.OutlastAsync(_progress, cancel);

                return done.Value;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                left = await others.StopAsync(pausesOwn: done is null);
            }

        await SayAsync(
            "Stopped; every step that was taken is stored."
            + $"{(done is null ? " The same command goes on where it stopped." : "")}{left}");

        return done ?? ExitCode.Interrupted;
    }

    /// <summary>Follows the runs in the process that trains them; null when it is gone before they are over.</summary>
    private async Task<int?> FollowAsync(HomeSession session, HomeOwner trainer, CancellationToken cancel)
    {
        try
        {
            var before = await StartAsync(session, cancel);

            if (trainer.Pid != _trainer?.Pid)
                await SayAsync(
                    $"Process {trainer.Pid} trains in this home; it trains {Names} as well, in {Their} turn.");

            var views = await _progress.WatchAsync(look => LookAsync(session, look), cancel, before);

            return await OutcomeAsync(session, views, cancel);
        }
        catch (Exception gone) when (gone is HttpRequestException or RefusedException { Status: 503 })
        {
            return null;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await SayAsync(
                $"No longer followed; {Names} {(IsOne ? "stays" : "stay")} in this home, and process {trainer.Pid}, "
                + "or the "
                + $"next {ThisProgram.Name} run there, trains {(IsOne ? "it" : "them")}. "
                + $"{ThisProgram.Name} cancel takes {(IsOne ? "it" : "one")} out, "
                + $"and {ThisProgram.Name} watch shows {(IsOne ? "it" : "one")} again.");

            return ExitCode.Interrupted;
        }
    }

    private bool IsOne => loaded.Runs.Count == 1;

    private string Names => string.Join(", ", loaded.Runs.Select(run => run.Spec.Spec.Name));

    private string Their => IsOne ? "its" : "their";

    private string Beginning(RunSpec spec) => string.Create(
        CultureInfo.InvariantCulture,
        $"{spec.Name}: {PlanText.Aim(spec)}; "
        + $"{spec.Device.Threads} thread{(spec.Device.Threads == 1 ? "" : "s")} of "
        + $"{(spec.Device.Kind == DeviceKind.Cpu ? "the processor" : "the GPU")}; home {settings.Home}");

    private async Task SayAsync(string sentence)
    {
        await invocation.Progress.WriteLineAsync(sentence);
        await invocation.Progress.FlushAsync();
    }

    /// <summary>Starts or wakes the runs; the answer is how those were found that were there.</summary>
    /// <remarks>It tokenises corpora, which takes a while, so it says what it does.</remarks>
    /// <param name="session">The home.</param>
    /// <param name="cancel">Gives up.</param>
    private async Task<IReadOnlyList<RunView>> StartAsync(HomeSession session, CancellationToken cancel)
    {
        using var preparation = new Preparation(invocation.Progress, invocation.Time, invocation.IsTerminal);
        var before = new List<RunView>();

        foreach (var (_, spec) in loaded.Runs)
            if (await StartAsync(session.Client, spec, preparation, cancel) is { } existing)
                before.Add(existing);

        if (session.Trainer is null && before.Count(run => run.Status == "completed") < loaded.Runs.Count)
            preparation.Say("Starting the device; its first steps follow.");

        return before;
    }

    /// <summary>
    /// What cannot fit in this machine's memory is refused before there is a home; what may not fit is said. A run that
    /// is completed takes none any more.
    /// </summary>
    private async Task JudgeMemoryAsync(CancellationToken cancel)
    {
        var device = new Trainers(settings.TokenDirectory, settings.Device.Kind).Describe();

        foreach (var (_, read) in loaded.Runs)
        {
            var fit = MemoryFit.Of(read.Spec, WorkloadForecast.VocabularyOrLeast, device);

            if (fit != MemoryFit.Fine && await IsCompletedAsync(read.Spec.Name, cancel))
                continue;

            if (fit.Refusal is { } refusal)
                throw new InvalidConfigurationException(refusal);

            if (fit.Warning is { } warning)
                await invocation.Error.WriteLineAsync(warning);
        }
    }

    private async Task<bool> IsCompletedAsync(string run, CancellationToken cancel)
    {
        try
        {
            using var look = await HomeLook.OpenAsync(settings, invocation.Time, cancel);

            return (await look.Runs.RunAsync(run, cancel)).Status == "completed";
        }
        catch (Exception unknown)
            when (unknown is HomeException or RefusedException or IOException or HttpRequestException)
        {
            return false; // Where the home cannot be read, opening it says why.
        }
    }

    /// <summary>Starts or wakes a run; the answer is how it was found, or null where there was none.</summary>
    private async Task<RunView?> StartAsync(
        RiverrunClient client, ReadSpec read, Preparation preparation, CancellationToken cancel)
    {
        var existing = await client.FindAsync(read.Spec.Name, cancel);

        var source = read.Source;

        if (existing is null)
        {
            TryCorpora(read, preparation, cancel);
        }
        else
        {
            var stored = await client.SpecAsync(read.Spec.Name, cancel);
            var rooted = DataPaths.Rooted(stored, Directory.GetCurrentDirectory());
            SpecDifference.Refuse(read.Spec.Name, rooted, read);

            // A run of former days has its paths as they were written, and goes on with them.
            source = DataPaths.Problem(SpecLoader.Change(stored, []).Spec) is null ? source : stored;
        }

        if (_trainer is not null && existing?.Status == "paused")
            return existing; // Somebody paused it meanwhile.

        await client.StartAsync(source, cancel);

        if (existing?.Status == "paused")
            await client.TellAsync(read.Spec.Name, "resume", cancel);

        return existing;
    }

    /// <summary>A corpus that is not there is refused before there is a run, not as the failure of one.</summary>
    private void TryCorpora(ReadSpec read, Preparation preparation, CancellationToken cancel)
    {
        foreach (var (name, workload) in read.Spec.Workloads.Where(workload => workload.Value.Data.IsText))
            try
            {
                using (Corpora.Open(workload.Data, settings.TokenDirectory, preparation, cancel))
                {
                }
            }
            catch (CorpusException wrong)
            {
                throw new InvalidConfigurationException(
                    $"{(name == RunSpec.MainWorkload ? read.DataWritten : $"stage {name}")}: {wrong.Message}");
            }
    }

    private Task<int> OutcomeAsync(HomeSession session, IReadOnlyList<RunView> views, CancellationToken cancel) =>
        new Outcome(loaded, invocation, new TextSamples(loaded, settings)).TellAsync(session.Client, views, cancel);

    private async Task<IReadOnlyList<RunView>> LookAsync(HomeSession session, CancellationToken cancel)
    {
        await session.ThrowIfBrokenAsync();
        var views = new List<RunView>();

        foreach (var (_, read) in loaded.Runs)
            views.Add(await session.Client.RunAsync(read.Spec.Name, cancel));

        return views;
    }
}
