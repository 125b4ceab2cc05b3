using System.Diagnostics;
using System.Globalization;
using Riverrun.Host.Homes;
using Riverrun.Host.Nodes;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Cli;

/// <summary><c>worker --device all</c>: one process per device, none of which outlives this one.</summary>
/// <param name="devices">The devices.</param>
/// <param name="home">The home.</param>
/// <param name="words">What each process is told besides its device and its supervisor.</param>
/// <param name="invocation">Where words go, and the clock.</param>
internal sealed class WorkerSupervisor(
    IReadOnlyList<WorkerDevice> devices, string home, IReadOnlyList<string> words, Invocation invocation)
{
    /// <summary>Supervises until it is asked to leave; then lets every device save and give its lease back.</summary>
    /// <returns>The exit code, when nobody asked: a worker's call or configuration is wrong.</returns>
    /// <exception cref="HomeException">The devices of this home have a supervisor.</exception>
    public async Task<int> SuperviseAsync(CancellationToken cancel)
    {
        using var held = TakeLock();
        using var starter = new ChildStarter();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancel);

        await invocation.Progress.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Process {Environment.ProcessId} keeps a worker for each of "
                + $"{string.Join(", ", devices.Select(device => device.Name))}."));
        await invocation.Progress.FlushAsync(cancel);

        var codes = await Task.WhenAll(devices.Select(device => KeepAsync(device)));

        return codes.Contains(ExitCode.WrongCall) ? ExitCode.WrongCall
            : codes.All(code => code is ExitCode.Done or ExitCode.Interrupted) ? ExitCode.Done
            : ExitCode.Failed;

        async Task<int> KeepAsync(WorkerDevice device)
        {
            var code = await new SupervisedWorker(device, StartOf(device), starter, invocation)
                .KeepAsync(leaving.Token);
            await leaving.CancelAsync();

            return code;
        }
    }

    private ProcessStartInfo StartOf(WorkerDevice device) => ThisProgram.Again(
        [
            "worker", "--device", device.Name, "--home", home,
            WorkerVerb.SupervisedBy, $"{Environment.ProcessId}", WorkerVerb.Sharers, $"{devices.Count}", .. words,
        ]);

    private FileStream TakeLock()
    {
        var file = Path.Combine(home, "workers", "supervisor.lock");

        try
        {
            Directory.CreateDirectory(Path.Combine(home, "workers"));

            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(file))
        {
            throw new HomeException(
                $"The devices of {home} have a supervisor already; name another --home, or end that process.");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new HomeException(
                $"The home {home} cannot be written ({wrong.Message.TrimEnd('.')}); name a directory that can be with "
                    + "--home.", wrong);
        }
    }
}
