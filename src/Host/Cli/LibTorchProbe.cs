using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;
using Riverrun.Models.Native;

namespace Riverrun.Host.Cli;

/// <summary>What came of trying libtorch in a process of its own, which a wrong library may end.</summary>
/// <param name="Report">Which libtorch it is; null where it cannot be used.</param>
/// <param name="Sentence">For a person.</param>
internal sealed record LibTorchProbe(LibTorchReport? Report, string Sentence)
{
    /// <summary>A driver that hangs would hold us as well.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Refuses a libtorch that was named for this process and that it cannot compute with; that of the build has been
    /// tried with it.
    /// </summary>
    /// <exception cref="InvalidConfigurationException">It cannot be used.</exception>
    public static async Task RequireAsync(CancellationToken cancel)
    {
        if (BroughtLibTorch.Directory is not null && await TryAsync(cancel) is { Report: null } refused)
            throw new InvalidConfigurationException(refused.Sentence);
    }

    /// <summary>Tries it.</summary>
    public static async Task<LibTorchProbe> TryAsync(CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        Process? process = null;

        try
        {
            process = Process.Start(ThisProgram.Again(LibTorchVerb.Name)) ?? throw new IOException("it did not start");
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);

            return Of(process.ExitCode, await output, await error);
        }
        catch (Exception wrong) when (wrong is Win32Exception or IOException)
        {
            return new(
                null, $"libtorch could not be tried, because no process could be started for it "
                    + $"({Cause(wrong.Message)}).");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(
                null, $"{Subject} had not computed a product after {Patience.TotalMinutes:0} minutes; its driver may "
                    + "hang.");
        }
        finally
        {
            process?.Kill(entireProcessTree: true);
            process?.Dispose();
        }
    }

    /// <summary>What the process's end means.</summary>
    /// <param name="code">Its exit code.</param>
    /// <param name="output">What it wrote to standard output.</param>
    /// <param name="error">What it wrote to standard error.</param>
    internal static LibTorchProbe Of(int code, string output, string error)
    {
        if (code == ExitCode.Done && JsonSerializer.Deserialize<LibTorchReport>(output) is { } report)
            return new(report, Describe(report));

        const StringSplitOptions lines = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var first = error.Split('\n', lines).FirstOrDefault() ?? "it said nothing";

        return new(null, code == ExitCode.WrongCall
            ? first
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Subject} ended the process that tried it, with exit code {code} ({Cause(first)})."));
    }

    private static string Subject => BroughtLibTorch.Directory is { } directory
        ? $"{BroughtLibTorch.Variable} is {directory}, whose libtorch"
        : "The build's libtorch";

    private static string Describe(LibTorchReport report)
    {
        var whose = report.IsBrought ? $"which {BroughtLibTorch.Variable} names" : "which this build has";
        var gpus = report switch
        {
            { IsForCuda: false } => "is for processors only",
            { Gpus: 0 } => "is for CUDA too, and finds no GPU here",
            { Gpus: 1 } => "is for CUDA too, and finds one GPU",
            _ => string.Create(CultureInfo.InvariantCulture, $"is for CUDA too, and finds {report.Gpus} GPUs"),
        };

        return $"libtorch {report.Version} in {report.Folder ?? "an unknown place"}, {whose}, "
            + $"computes what it must; it {gpus}."
            + (report.Complaint is { } complaint ? $" {complaint}" : "");
    }

    /// <summary>The runtime's own words for a lack of memory and of files tell only those who know them.</summary>
    private static string Cause(string words)
    {
        return words.TrimEnd('.') + (
            Has("CoreCLR", "0x8007000E", "GC heap", "emory")
                ? "; this process may not use more memory, so raise the limit that ulimit -v shows, or free memory"
            : Has("Too many open files", "Could not load file or assembly")
                ? "; this process may not open more files, so raise the limit that ulimit -n shows"
            : "");

        bool Has(params string[] parts) => Array.Exists(parts, part => words.Contains(part, StringComparison.Ordinal));
    }
}
