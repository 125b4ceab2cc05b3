using System.Reflection;
using Riverrun.Host.Cli;
using Riverrun.Host.Settings;

namespace Riverrun.Host;

/// <summary>
/// The whole program, for a project of your own: what calls this <em>is</em> riverrun, with every verb.
/// </summary>
public static class RiverrunProgram
{
    /// <summary>Carries out a command line, and gives standard output and standard error to the verbs.</summary>
    /// <remarks>
    /// A <c>Program.cs</c> is <c>return await RiverrunProgram.RunAsync(args, with =&gt;
    /// with.Objective&lt;MySettings&gt;("my-kind", MyObjective.Open).Recipe(MyPaper.Recipe));</c>. Processes that a
    /// verb starts, such as workers, are that program again, so call this before anything else.
    /// </remarks>
    /// <param name="args">The words of the command line.</param>
    /// <param name="register">Adds objectives and recipes of the program's own; null for those that ship.</param>
    /// <returns>The exit code: 0 for what is done, 2 for a wrong call, spec or configuration, 1 for what
    /// failed.</returns>
    public static async Task<int> RunAsync(string[] args, Action<Registrations>? register = null)
    {
        ArgumentNullException.ThrowIfNull(args);

        register?.Invoke(new Registrations());

        if (Assembly.GetEntryAssembly() is { } entry)
            ThisProgram.Is(entry);

        // Standard output belongs to the verbs: what a library prints goes to standard error.
        var output = OutputWriter.Keeping(Console.Out);
        var error = OutputWriter.Dropping(Console.Error);
        Console.SetOut(error);
        Console.SetError(error);

        try
        {
            return await CommandLine.RunAsync(args, output, error);
        }
        catch (Exception wrong) when (OpenFiles.Lack(wrong) is not null)
        {
            await error.WriteLineAsync(OpenFiles.Lack(wrong));

            return ExitCode.Failed;
        }
    }
}
