using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Riverrun.Cluster.Tests.Checkpoints;

/// <summary>A server from the npm registry that speaks S3, on a free port, with one bucket.</summary>
public sealed partial class S3Server : IAsyncLifetime
{
    /// <summary>The bucket.</summary>
    public const string Bucket = "riverrun-test";

    private const string Package = "s3rver@3.7.1";
    private static readonly string Installed = Path.Combine(AppContext.BaseDirectory, Package.Replace('@', '-'));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("riverrun-s3-");
    private Process? _process;

    /// <summary>Why there is no server, or null.</summary>
    public string? Absence { get; private set; }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where it keeps the bucket's objects.</summary>
    public string Objects => Path.Combine(_directory.FullName, Bucket);

    public async ValueTask InitializeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));

        try
        {
            await StartAsync(patience.Token);
        }
        catch (Win32Exception)
        {
            Absence = "Node.js is not installed, which runs a server that speaks S3.";
        }
        catch (OperationCanceledException)
        {
            Absence = $"{Package} could not be had from the npm registry and started within 2 minutes.";
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    private async Task StartAsync(CancellationToken cancel)
    {
        if ((Absence = await InstallAsync(cancel)) is not null)
            return;

        _process = Start(
            "node", Path.Combine(Installed, "node_modules", "s3rver", "bin", "s3rver.js"),
            "-d", _directory.FullName, "-a", "127.0.0.1", "-p", "0", "--no-vhost-buckets", "--silent",
            "--configure-bucket", Bucket);

        while (await _process.StandardOutput.ReadLineAsync(cancel) is { } line)
            if (Listening().Match(line) is { Success: true } match)
            {
                Url = new Uri($"http://127.0.0.1:{match.Groups[1].Value}");

                return;
            }

        Absence = $"{Package} did not start: {await _process.StandardError.ReadToEndAsync(cancel)}";
    }

    private static async Task<string?> InstallAsync(CancellationToken cancel)
    {
        if (File.Exists(Path.Combine(Installed, "complete")))
            return null;

        try
        {
            Directory.CreateDirectory(Installed);
            using var npm = Start(
                "npm", "install", "--prefix", Installed, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save",
                "--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=30000",
                Package);
            var output = await Task.WhenAll(
                npm.StandardOutput.ReadToEndAsync(cancel), npm.StandardError.ReadToEndAsync(cancel));
            await npm.WaitForExitAsync(cancel);

            if (npm.ExitCode != 0)
                return $"{Package} cannot be had from the npm registry ({output[1].Split('\n')[0]}).";

            await File.WriteAllTextAsync(Path.Combine(Installed, "complete"), "", cancel);

            return null;
        }
        catch (Win32Exception)
        {
            return "npm is not installed, which brings a server that speaks S3.";
        }
    }

    private static Process Start(string program, params IEnumerable<string> words) => Process.Start(
        new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    [GeneratedRegex(@"listening on .*:(\d+)")]
    private static partial Regex Listening();
}
