using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Cli;

/// <summary>Help under the name that people call the program by, with examples.</summary>
/// <param name="help">Writes the rest.</param>
internal sealed class Help(HelpAction help) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => help.ClearsParseErrors;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        using var text = new StringWriter { NewLine = "\n" };
        parseResult.InvocationConfiguration.Output = text;

        try
        {
            help.Invoke(parseResult);
        }
        finally
        {
            parseResult.InvocationConfiguration.Output = output;
        }

        output.Write(Named(text.ToString().TrimEnd(), parseResult.RootCommandResult.Command.Name) + "\n");

        if (Examples.Of(VerbOf(parseResult.CommandResult)) is [_, ..] examples)
            output.Write(
                $"\nExamples:\n{string.Concat(examples.Select(example => $"  {ThisProgram.Name} {example}\n"))}");

        return ExitCode.Done;
    }

    /// <summary>The library calls the program by the name of its file.</summary>
    private static string Named(string text, string file)
    {
        const string Usage = "Usage:\n  ";
        var at = text.IndexOf(Usage + file, StringComparison.Ordinal);

        return at < 0 ? text : $"{text[..at]}{Usage}{ThisProgram.Name}{text[(at + Usage.Length + file.Length)..]}";
    }

    private static string VerbOf(CommandResult result) => result.Parent is CommandResult parent
        ? $"{VerbOf(parent)} {result.Command.Name}".TrimStart()
        : "";
}
