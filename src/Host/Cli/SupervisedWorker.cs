using System.Diagnostics;
using System.Globalization;
using Riverrun.Host.Nodes;
using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Cli;

/// <summary>
/// Keeps the process of one device alive: starts it again when it ends, and lets it drain when the supervisor is asked
/// to leave.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="start">How its process is started.</param>
/// <param name="starter">Starts it.</param>
/// <param name="invocation">Where its words go, and the clock.</param>
internal sealed class SupervisedWorker(
    WorkerDevice device, ProcessStartInfo start, ChildStarter starter, Invocation invocation)
{
    /// <summary>A worker saves and leaves within this, or is ended.</summary>
    private static readonly TimeSpan DrainsWithin = TimeSpan.FromSeconds(100);

    private readonly RestartBackoff _backoff =
        new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), healthy: TimeSpan.FromMinutes(5));

    /// <summary>
    /// Until the supervisor is asked to leave, or the worker says that its call or configuration is wrong, which no
    /// restart cures.
    /// </summary>
    /// <param name="cancel">Asks the worker to drain.</param>
    /// <returns>The last exit code.</returns>
    public async Task<int> KeepAsync(CancellationToken cancel)
    {
        while (true)
        {
            var began = invocation.Time.GetTimestamp();
            var (code, end) = await LiveAsync(cancel);

            if (cancel.IsCancellationRequested || code == ExitCode.WrongCall)
                return code;

            var lived = invocation.Time.GetElapsedTime(began);
            var wait = _backoff.After(lived);
            await TellAsync(
                invocation.Error,
                $"{end} after {Durations.Write(lived)}; it is started again in {Durations.Write(wait)}.");

            try
            {
                await Task.Delay(wait, invocation.Time, cancel);
            }
            catch (OperationCanceledException)
            {
                return ExitCode.Done;
            }
        }
    }

    /// <summary>One life; a machine that has no room for a process now may have it later.</summary>
    private async Task<(int Code, string End)> LiveAsync(CancellationToken cancel)
    {
        try
        {
            using var process = await starter.StartAsync(start);
            var code = await EndOfAsync(process, cancel);

            return (code,
                string.Create(
                    CultureInfo.InvariantCulture, $"The worker (process {process.Id}) ended with exit code {code}"));
        }
        catch (Exception wrong) when (wrong is System.ComponentModel.Win32Exception or IOException)
        {
            return (ExitCode.Failed, $"The worker could not be started ({wrong.Message.TrimEnd('.')})");
        }
    }

    private async Task<int> EndOfAsync(Process process, CancellationToken cancel)
    {
        var output = PassOnAsync(process.StandardOutput, invocation.Standing, plain: invocation.Json);
        var error = PassOnAsync(process.StandardError, invocation.Error, plain: false);

        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            await DrainAsync(process);
        }

        await Task.WhenAll(output, error);

        return process.ExitCode;
    }

    private async Task DrainAsync(Process process)
    {
        using var patience = new CancellationTokenSource(DrainsWithin, invocation.Time);

        try
        {
            await process.StandardInput.WriteLineAsync(ParentWatch.Drain);
            await process.StandardInput.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // It has just ended by itself.
        }

        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            await TellAsync(invocation.Error, string.Create(
                CultureInfo.InvariantCulture,
                $"The worker (process {process.Id}) has not left within {Durations.Write(DrainsWithin)} and is "
                    + $"killed; what it trained since its last checkpoint is trained again."));
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task PassOnAsync(StreamReader from, TextWriter to, bool plain)
    {
        while (await from.ReadLineAsync() is { } line)
            if (plain)
                await WriteAsync(to, line);
            else
                await TellAsync(to, line);
    }

    private Task TellAsync(TextWriter to, string line) => WriteAsync(to, $"{device.Name} | {line}");

    private static Task WriteAsync(TextWriter to, string line)
    {
        lock (to)
        {
            to.WriteLine(line);
            to.Flush();
        }

        return Task.CompletedTask;
    }
}
