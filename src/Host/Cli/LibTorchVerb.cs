using System.CommandLine;
using System.Text.Json;
using Riverrun.Models.Native;

namespace Riverrun.Host.Cli;

/// <summary>
/// <c>libtorch</c>: tries the libtorch that this process would train with, and may end by it; for the program's own
/// use.
/// </summary>
internal static class LibTorchVerb
{
    /// <summary>The word.</summary>
    public const string Name = "libtorch";

    /// <summary>The command.</summary>
    public static Command Command() => new Command(Name, "Tries the libtorch that would train.") { Hidden = true }
        .Does(async (_, invocation, _) =>
        {
            await invocation.Out.WriteLineAsync(JsonSerializer.Serialize(LibTorchTrial.Run()));

            return ExitCode.Done;
        });
}
