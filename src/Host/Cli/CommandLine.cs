using System.CommandLine;
using System.CommandLine.Help;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Riverrun.Host.Client;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;
using Riverrun.Host.Telemetry;
using Riverrun.Models.Checkpoints;
using Riverrun.Models.Data;
using Riverrun.Models.Hocon;
using Riverrun.Models.Native;
using Riverrun.Models.Published;
using Riverrun.Models.Training;

namespace Riverrun.Host.Cli;

/// <summary>The root command: every verb, and what becomes of what goes wrong in one.</summary>
internal static class CommandLine
{
    /// <summary>Every verb.</summary>
    public static RootCommand Root()
    {
        var root = Verbs();
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new Help((HelpAction)help.Action!); // The library gives it one.
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        root.Options.Add(VersionText.Option());

        return root;
    }

    private static RootCommand Verbs() => new("Trains one river and takes a strong model out of it at every budget.")
    {
        GlobalOptions.Home,
        GlobalOptions.Url,
        GlobalOptions.TokenFile,
        GlobalOptions.Authority,
        GlobalOptions.Json,
        GlobalOptions.Debug,
        RunVerb.Command(),
        SubmitVerb.Command(),
        RecipesVerb.Command(),
        WorkerVerb.Command(),
        HealthVerb.Command(),
        DevicesVerb.Command(),
        DoctorVerb.Command(),
        LibTorchVerb.Command(),
        ListVerb.Command(),
        ShowVerb.Command(),
        EventsVerb.Command(),
        WatchVerb.Command(),
        BudgetVerb.Command(),
        ForkVerb.Command(),
        MergeVerb.Command(),
        StateVerbs.Pause(),
        StateVerbs.Resume(),
        StateVerbs.Cancel(),
        StateVerbs.Remove(),
        VerifyVerb.Command(),
        CheckpointsVerb.Command(),
        CollectVerb.Command(),
        SampleVerb.Command(),
        ExportVerb.Command(),
        CompareVerb.Command(),
        ServeVerb.Command(),
        CompletionVerb.Command(),
    };

    /// <summary>Carries out a command line.</summary>
    /// <param name="args">The words.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <returns>The exit code, one of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Root().Parse(args);

        // A shell that asks for completions asks with a line that is not complete.
        if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
        {
            await error.WriteLineAsync(WrongCall.Sentence(parsed));

            return ExitCode.WrongCall;
        }

        var variables = new ConfigurationBuilder().AddEnvironmentVariables().Build();

        foreach (var problem in TelemetryProblems.Of(variables))
            await error.WriteLineAsync(problem);

        using var telemetry = OpenTelemetrySetup.Start(variables);
        using var signals = new Signals();

        try
        {
            if (Environment.GetEnvironmentVariable(BroughtLibTorch.Variable) is { Length: > 0 } directory)
                BroughtLibTorch.Use(directory);

            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                signals.Token);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception wrong) when (OpenFiles.Lack(wrong) is null)
        {
            await error.WriteLineAsync(parsed.GetValue(GlobalOptions.Debug) ? wrong.ToString() : Sentence(wrong));

            return ExitCodeOf(wrong);
        }
    }

    private static int ExitCodeOf(Exception wrong) => wrong switch
    {
        InvalidConfigurationException or FormatException or CorpusException or PublishedModelException
            or UnusableLibTorchException => ExitCode.WrongCall,
        RefusedException refused => refused.Status is 400 or 401 or 403 or 404 or 413 or 421
            ? ExitCode.WrongCall : ExitCode.Failed,
        _ => ExitCode.Failed,
    };

    /// <summary>What a person is told: one line, whatever the cause had to say.</summary>
    internal static string Sentence(Exception wrong) =>
        string.Join(' ',
            Words(wrong).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string Words(Exception wrong) => wrong switch
    {
        DamagedCheckpointException =>
            $"{wrong.Message.TrimEnd('.')}; put a copy of that file in its place, "
            + $"and {ThisProgram.Name} verify checks the rest.",
        InvalidConfigurationException or FormatException or CorpusException or PublishedModelException
            or RefusedException or HomeException
            or ServerUnreachableException or MissingDeviceException or NonFiniteStateException
            or UnusableLibTorchException => wrong.Message,
        HttpRequestException or SocketException => "The process that the home belongs to went away; ask again.",
        IOException or UnauthorizedAccessException => wrong.Message,
        ExternalException or OutOfMemoryException => TorchFault.Sentence(wrong),
        _ => $"This is a defect of Riverrun, and --debug shows where: {wrong.Message}",
    };
}
