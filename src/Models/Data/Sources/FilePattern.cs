using System.Text;
using System.Text.RegularExpressions;

namespace Riverrun.Models.Data.Sources;

/// <summary>Paths and globs: <c>*</c> and <c>?</c> within a name, <c>**</c> over any number of folders.</summary>
internal static class FilePattern
{
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>The files that <paramref name="pattern"/> names, as full paths in ordinal order.</summary>
    /// <exception cref="CorpusException">There is no such file.</exception>
    public static IReadOnlyList<string> Expand(string pattern)
    {
        if (pattern.IndexOfAny(Wildcards) < 0)
        {
            return File.Exists(pattern)
                ? [Path.GetFullPath(pattern)]
                : throw new CorpusException(
                    $"There is no file {pattern}{(Path.IsPathFullyQualified(pattern) ? "" : $" in {Environment.CurrentDirectory}")}; "
                    + "data.files must name text files by path or glob.");
        }

        var full = Path.GetFullPath(pattern).Replace('\\', '/');
        var folder = full[..full.LastIndexOf('/', full.IndexOfAny(Wildcards))] + "/";
        var matches = Directory.Exists(folder) ? Matches(folder, full[folder.Length..]) : [];
        return matches.Count > 0
            ? matches
            : throw new CorpusException($"No file matches {pattern}; it was looked for in {folder}.");
    }

    private static List<string> Matches(string folder, string glob)
    {
        var name = new Regex(RegexOf(glob), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = glob.Contains('/') || glob.Contains("**", StringComparison.Ordinal),
        };
        return
        [
            .. Directory.EnumerateFiles(folder, "*", options)
                .Where(file => name.IsMatch(file[folder.Length..].Replace('\\', '/')))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string RegexOf(string glob)
    {
        var regex = new StringBuilder("^");
        for (var i = 0; i < glob.Length; i++)
        {
            if (glob.AsSpan(i).StartsWith("**/"))
            {
                regex.Append("(?:[^/]+/)*");
                i += 2;
            }
            else if (glob.AsSpan(i).StartsWith("**"))
            {
                regex.Append(".*");
                i++;
            }
            else
            {
                regex.Append(glob[i] switch { '*' => "[^/]*", '?' => "[^/]", _ => Regex.Escape(glob[i].ToString()) });
            }
        }

        return regex.Append('$').ToString();
    }
}
