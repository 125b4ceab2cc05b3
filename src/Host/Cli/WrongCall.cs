using System.CommandLine;
using System.CommandLine.Parsing;
using Riverrun.Host.Settings;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Cli;

/// <summary>What is wrong with a command line, in one sentence, with the word that may have been meant.</summary>
internal static class WrongCall
{
    /// <summary>The sentence.</summary>
    public static string Sentence(ParseResult parsed)
    {
        var first = parsed.Errors.FirstOrDefault(
            wrong => wrong.Message.StartsWith("Unrecognized", StringComparison.Ordinal)) ?? parsed.Errors[0];
        var words = first.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var near = parsed.UnmatchedTokens is [var word, ..]
            && first.Message.Contains($"'{word}'", StringComparison.Ordinal)
            && NearestName.Find(word, Known(parsed.CommandResult, isOption: word.StartsWith('-'))) is { } meant
            ? $"perhaps you meant {meant}; "
            : "";

        return $"{string.Join(' ', words).TrimEnd('.')}; {near}{ThisProgram.Name} --help lists verbs and options.";
    }

    /// <summary>What could stand where the word does.</summary>
    private static IEnumerable<string> Known(CommandResult result, bool isOption)
    {
        if (!isOption)
            return result.Command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name);

        var parents = new List<Command>();

        for (var parent = result.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
            parents.Add(parent.Command);

        return result.Command.Options
            .Concat(parents.SelectMany(parent => parent.Options.Where(option => option.Recursive)))
            .Where(option => !option.Hidden)
            .Select(option => option.Name);
    }
}
