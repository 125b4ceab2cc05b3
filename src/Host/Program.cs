using Riverrun.Host.Cli;

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
