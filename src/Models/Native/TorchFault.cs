using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Riverrun.Models.Native;

/// <summary>
/// What an exception out of libtorch, or on the way to it, means to a person: one line, without C++ frames and names
/// of types.
/// </summary>
public static partial class TorchFault
{
    /// <summary>
    /// How an exception of a compiled script begins; its cause is the line that begins with the other.
    /// </summary>
    private const string OfAScript = "The following operation failed in the TorchScript interpreter.";

    private const string CauseInAScript = "RuntimeError: ";

    /// <summary>
    /// What <paramref name="cause"/> says; where memory was not enough, how much was asked for and what would need
    /// less.
    /// </summary>
    public static string Sentence(Exception cause) => cause switch
    {
        TypeInitializationException or TargetInvocationException or AggregateException
            when cause.InnerException is { } inner => Sentence(inner),
        OutOfMemoryException => NotEnough("of this process", "a large array of .NET"),
        _ when OnTheProcessor().Match(cause.Message) is { Success: true } asked =>
            NotEnough("of this machine", Bytes(asked.Groups["bytes"].Value)),
        _ when OnAGpu().Match(cause.Message) is { Success: true } asked =>
            NotEnough("of the GPU", asked.Groups["size"].Value, asked.Groups["room"].Value),
        _ when WithoutASize().IsMatch(cause.Message) => NotEnough(
            cause.Message.Contains("CU", StringComparison.Ordinal) ? "of the GPU" : "of this machine",
            "memory that it does not name"),
        _ => Telling(cause.Message),
    };

    private static string NotEnough(string whose, string asked, string room = "") =>
        $"The memory {whose} is not enough: {asked} could not be allocated{(room.Length > 0 ? $" ({room})" : "")}; "
        + "make model.width, model.layers, data.batch or data.context smaller, or train where more memory is free.";

    private static string Bytes(string text)
    {
        const double Mebi = 1L << 20;
        const double Gibi = 1L << 30;

        return double.Parse(text, CultureInfo.InvariantCulture) is var bytes && bytes >= Gibi
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Gibi:N1} GiB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebi:N1} MiB");
    }

    /// <summary>The line that names the cause. What follows it is advice to whoever debugs kernels.</summary>
    private static string Telling(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var first = lines.FirstOrDefault() ?? "It failed and said nothing.";
        var cause = first == OfAScript
            ? lines.FirstOrDefault(line => line.StartsWith(CauseInAScript, StringComparison.Ordinal))
            : null;

        return PlaceInTheSource().Replace(cause?[CauseInAScript.Length..] ?? first, "");
    }

    [GeneratedRegex(@"DefaultCPUAllocator: .*you tried to allocate (?<bytes>\d+) bytes", RegexOptions.CultureInvariant)]
    private static partial Regex OnTheProcessor();

    [GeneratedRegex(
        @"CUDA out of memory\. Tried to allocate (?<size>[\d.]+ [KMGT]iB)\."
        + @"( (?<room>GPU \d+ has a total capacity of [^.]+\.\d+ [KMGT]iB of which [\d.]+ [KMGT]iB is free))?",
        RegexOptions.CultureInvariant)]
    private static partial Regex OnAGpu();

    [GeneratedRegex(@"std::bad_alloc|CUDA error: out of memory|_STATUS_ALLOC_FAILED", RegexOptions.CultureInvariant)]
    private static partial Regex WithoutASize();

    [GeneratedRegex(@"^\[enforce fail at [^\]]*\] ", RegexOptions.CultureInvariant)]
    private static partial Regex PlaceInTheSource();
}
