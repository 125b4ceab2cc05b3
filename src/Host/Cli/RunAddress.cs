namespace Riverrun.Host.Cli;

/// <summary>
/// A run as it is named on the command line: <c>RUN</c> where the call looks, or <c>HOME:RUN</c> in another home.
/// </summary>
/// <param name="Home">The directory, or null where the call looks.</param>
/// <param name="Run">The name; it has no colon, so the last one of the words divides them.</param>
internal sealed record RunAddress(string? Home, string Run)
{
    /// <summary>What help says of it.</summary>
    public const string Description = "Name of the run; HOME:RUN for one of another home.";

    /// <summary>Divides the words.</summary>
    public static RunAddress Parse(string words) =>
        words.LastIndexOf(':') is > 0 and var colon ? new(words[..colon], words[(colon + 1)..]) : new(null, words);

    /// <summary>The call as it looks for this run: a home that is named goes before a coordinator.</summary>
    public Invocation In(Invocation invocation) => Home is null
        ? invocation : invocation with { Home = Home, Url = null };
}
