using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Cli;

/// <summary>
/// Options and arguments that are numbers: read as documents read theirs, whatever the culture, and refused with what
/// would be right.
/// </summary>
internal static class NumberWords
{
    /// <summary>A whole number in a range.</summary>
    public static Argument<long> Within(this Argument<long> argument, long least, long most)
    {
        argument.CustomParser = result => Whole(result, argument.Name, least, most);

        return argument;
    }

    /// <inheritdoc cref="Within(Argument{long}, long, long)"/>
    public static Option<long> Within(this Option<long> option, long least = 0, long most = long.MaxValue)
    {
        option.CustomParser = result => Whole(result, option.Name, least, most);

        return option;
    }

    /// <inheritdoc cref="Within(Argument{long}, long, long)"/>
    public static Option<long?> Within(this Option<long?> option, long least = 0, long most = long.MaxValue)
    {
        option.CustomParser = result => Whole(result, option.Name, least, most);

        return option;
    }

    /// <summary>Numbers with commas between them.</summary>
    public static Option<double[]?> Numbers(this Option<double[]?> option)
    {
        option.CustomParser = result =>
        {
            var numbers = Text(result).Split(',', StringSplitOptions.TrimEntries).Select(NumberText.Real).ToList();

            if (numbers.All(number => number is not null))
                return [.. numbers.Select(number => number!.Value)]; // None is null: the line above.

            result.AddError(
                $"{option.Name} is {Shown(result)}; it must be numbers with commas between them, such as 0.2,0.3,0.5");

            return null;
        };

        return option;
    }

    /// <summary>A number for which <paramref name="holds"/>, which <paramref name="right"/> says in words.</summary>
    public static Option<double> For(this Option<double> option, Func<double, bool> holds, string right)
    {
        option.CustomParser = result =>
        {
            if (NumberText.Real(Text(result)) is { } number && holds(number))
                return number;

            result.AddError($"{option.Name} is {Shown(result)}; it must be {right}");

            return 0;
        };

        return option;
    }

    private static long Whole(ArgumentResult result, string name, long least, long most)
    {
        if (NumberText.Whole(Text(result)) is { } number && number >= least && number <= most)
            return number;

        result.AddError(string.Create(
            CultureInfo.InvariantCulture,
            $"{name} is {Shown(result)}; it must be a whole number "
                + $"{(most == long.MaxValue && !(NumberText.Real(Text(result)) >= most) ? $"of at least {least}"
                    : $"from {least} to {most}")}"));

        return least;
    }

    private static string Text(ArgumentResult result) => result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";

    private static string Shown(ArgumentResult result) => Text(result) is { Length: > 0 } text ? text : "empty";
}
