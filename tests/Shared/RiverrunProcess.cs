using System.Diagnostics;
using System.Text;

namespace Riverrun.Tests.Shared;

/// <summary>The program as a person starts it: a process of its own, with its words and its environment.</summary>
public sealed class RiverrunProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _reading;

    private RiverrunProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _error));
    }

    /// <summary>
    /// The build under test: that beside the tests, or the same made ready to run, which RIVERRUN_PROGRAM names.
    /// </summary>
    public static string Program { get; } =
        Environment.GetEnvironmentVariable("RIVERRUN_PROGRAM") is { Length: > 0 } ready
            ? ready : Path.Combine(AppContext.BaseDirectory, "Riverrun.Host.dll");

    /// <summary>
    /// Where the homes of all tests keep the corpora they have tokenised; the first test that needs one makes it.
    /// </summary>
    private static string Tokens { get; } = Path.Combine(AppContext.BaseDirectory, "tokens");

    /// <summary>What it has written to standard output so far.</summary>
    public string Output => Text(_output);

    /// <summary>What it has written to standard error so far.</summary>
    public string Error => Text(_error);

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Memory that is resident now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();

            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts the program in a home.</summary>
    /// <param name="home">Its home.</param>
    /// <param name="words">The command line, without <c>--home</c>.</param>
    public static RiverrunProcess Start(string home, params IEnumerable<string> words) =>
        Start(new Dictionary<string, string>(), [.. words, "--home", home]);

    /// <summary>Starts the program.</summary>
    /// <param name="environment">Variables over those of this process.</param>
    /// <param name="words">The command line.</param>
    public static RiverrunProcess Start(
        IReadOnlyDictionary<string, string> environment, params IEnumerable<string> words) =>
        Start(Program, environment, words);

    /// <summary>Starts another build of the program, or starts it elsewhere.</summary>
    /// <param name="program">The assembly.</param>
    /// <param name="environment">Variables over those of this process.</param>
    /// <param name="words">The command line.</param>
    /// <param name="networkNamespace">The network namespace it lives in; null for this process's.</param>
    public static RiverrunProcess Start(
        string program, IReadOnlyDictionary<string, string> environment, IEnumerable<string> words,
        string? networkNamespace = null)
    {
        string[] all =
            [.. networkNamespace is null ? [] : new[] { "ip", "netns", "exec", networkNamespace }, "dotnet", program,
                .. words];
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };

        start.Environment["RIVERRUN_TOKENS"] = Tokens;

        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        return new RiverrunProcess(start);
    }

    /// <summary>Starts the program in a home and waits until it ends.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        string home, CancellationToken cancel, params IEnumerable<string> words)
    {
        using var process = Start(home, words);
        var code = await process.ExitAsync(cancel);

        return (code, process.Output, process.Error);
    }

    /// <summary>Waits until it ends; the answer is its exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        await _reading;

        return _process.ExitCode;
    }

    /// <summary>Waits until something is so; fails with the process's words when it ends before.</summary>
    public async Task UntilAsync(Func<RiverrunProcess, bool> holds, CancellationToken cancel)
    {
        while (!holds(this))
        {
            Assert.False(_process.HasExited, $"It ended too early.\n{Output}\n{Error}");
            await Task.Delay(20, cancel);
        }
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>
    /// Sends a signal by its name, such as <c>TERM</c>, <c>STOP</c> or <c>CONT</c>; <c>INT</c> is what Ctrl-C sends.
    /// </summary>
    public async Task SignalAsync(string name, CancellationToken cancel)
    {
        using var kill = Process.Start("kill", ["-s", name, _process.Id.ToString()]);
        await kill.WaitForExitAsync(cancel);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();

        _process.Dispose();
    }

    private static async Task ReadAsync(StreamReader from, StringBuilder into)
    {
        var buffer = new char[4096];

        while (await from.ReadAsync(buffer) is > 0 and var read)
            lock (into)
                into.Append(buffer, 0, read);
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
