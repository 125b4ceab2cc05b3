using System.IO.Enumeration;
using System.Text;
using System.Text.RegularExpressions;

namespace Riverrun.Models.Data.Sources;

/// <summary>
/// Paths and globs: <c>*</c> and <c>?</c> within a name, <c>**</c> over any number of folders. As in a shell, a glob
/// passes over names
/// that begin with a dot and goes through no link to a folder: what is in the tree is found under its own name, and
/// what is elsewhere
/// needs a pattern of its own. Links to files are read. Whatever matches and cannot be read is refused, never left out.
/// </summary>
internal static class FilePattern
{
    private const char Unreadable = '\uFFFD';
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>The files that <paramref name="pattern"/> names, as full paths in ordinal order.</summary>
    /// <param name="pattern">A path or glob.</param>
    /// <param name="cancel">Gives up between two entries of a folder.</param>
    /// <exception cref="CorpusException">There is no such file, or a folder on the way cannot be read.</exception>
    public static IReadOnlyList<string> Expand(string pattern, CancellationToken cancel)
    {
        if (pattern.IndexOfAny(Wildcards) < 0)
            return [File(pattern)];

        var full = Path.GetFullPath(pattern).Replace('\\', '/');
        var folder = full[..full.LastIndexOf('/', full.IndexOfAny(Wildcards))] + "/";
        var matches = FileStatus.Find(folder)?.Kind == FileKind.Folder
            ? Matches(folder, full[folder.Length..], cancel)
            : [];
        return matches.Count > 0
            ? matches
            : throw new CorpusException($"No file matches {pattern}; it was looked for in {folder}.");
    }

    private static string File(string path) => FileStatus.Find(path)?.Kind switch
    {
        null => throw new CorpusException(
            $"There is no file {path}{(Path.IsPathFullyQualified(path) ? "" : $" in {Environment.CurrentDirectory}")}; "
            + "data.files must name text files by path or glob."),
        FileKind.Folder => throw new CorpusException(
            $"{path} is a folder; data.files must name files, such as {Path.Join(path, "**", "*.txt")}."),
        _ => Path.GetFullPath(path),
    };

    private static List<string> Matches(string folder, string glob, CancellationToken cancel)
    {
        var name = new Regex(RegexOf(glob), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = glob.Contains('/') || glob.Contains("**", StringComparison.Ordinal),
            MaxRecursionDepth = glob.Contains("**", StringComparison.Ordinal)
                ? int.MaxValue
                : glob.Count(letter => letter == '/'),
            IgnoreInaccessible = false,
        };
        var entries = new FileSystemEnumerable<string>(
            folder, (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            {
                cancel.ThrowIfCancellationRequested();
                return !entry.IsDirectory && name.IsMatch(entry.ToFullPath()[folder.Length..].Replace('\\', '/'));
            },
            ShouldRecursePredicate = (ref FileSystemEntry entry) =>
                (entry.Attributes & FileAttributes.ReparsePoint) == 0 && RequireName(ref entry),
        };
        try
        {
            return [.. entries.Order(StringComparer.Ordinal)];
        }
        catch (Exception cause) when (cause is UnauthorizedAccessException or IOException)
        {
            throw new CorpusException(
                $"A folder that {folder}{glob} leads through cannot be read: {cause.Message.TrimEnd('.')}.", cause);
        }
    }

    // .NET passes over a folder that it cannot open by the name that it has made of the bytes.
    private static bool RequireName(ref FileSystemEntry entry) =>
        !entry.FileName.Contains(Unreadable) || Directory.Exists(entry.ToFullPath())
            ? true
            : throw new CorpusException(
                $"The name of the folder {entry.ToFullPath()} is not UTF-8, so it cannot be opened; "
                + "a folder of a corpus needs another name.");

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
