using System.Text.RegularExpressions;

namespace Riverrun.Models.Plans;

/// <summary>What is wrong with a record of a spec.</summary>
/// <param name="Key">The key at fault, from the section of the record: <c>heads</c>.</param>
/// <param name="Right">
/// What would be right, to follow on "it": <c>must divide {width}, which is 30</c>. A key between braces is written
/// with its full path.
/// </param>
public sealed partial record KeyProblem(string Key, string Right)
{
    /// <summary>What would be right, with each key between braces as <paramref name="path"/> writes it.</summary>
    public string RightWith(Func<string, string> path) => Braced().Replace(Right, key => path(key.Groups[1].Value));

    [GeneratedRegex(@"\{([a-z0-9.-]+)\}")]
    private static partial Regex Braced();
}
