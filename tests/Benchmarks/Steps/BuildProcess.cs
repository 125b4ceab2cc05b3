using System.Diagnostics;
using System.Globalization;

namespace Riverrun.Benchmarks.Steps;

/// <summary>A process that takes turns with the libraries of a build (<see cref="BuildServer"/>).</summary>
internal sealed class BuildProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="folder">The folder of the build's program.</param>
    /// <param name="text">The text it trains on.</param>
    public BuildProcess(string folder, string text) => _process = Process.Start(
        new ProcessStartInfo("dotnet", [typeof(BuildProcess).Assembly.Location, "steps-of", folder, text])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;

    /// <summary>Seconds of processor time of a turn, and a hash of its losses.</summary>
    public async Task<(double Seconds, string Hash)> TurnAsync(string steps)
    {
        await _process.StandardInput.WriteLineAsync(steps);
        await _process.StandardInput.FlushAsync();
        var answer = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The build's process has ended.");

        return answer.Split(' ') is [var seconds, var hash]
            ? (double.Parse(seconds, CultureInfo.InvariantCulture), hash)
            : throw new InvalidOperationException(answer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
