namespace Riverrun.Host.Cli;

/// <summary>
/// What goes wrong when this process may not open more files: the runtime then says that it finds no assembly.
/// </summary>
internal static class OpenFiles
{
    private const string Sentence =
        "riverrun cannot go on, because this process may not open more files; raise the limit that ulimit -n shows to "
            + "1024 or more.";

    /// <summary>A sentence, where <paramref name="wrong"/> or what it came from is of that kind; else null.</summary>
    public static string? Lack(Exception? wrong)
    {
        for (; wrong is not null; wrong = wrong.InnerException)
            if (wrong.Message.Contains("Too many open files", StringComparison.Ordinal)
                || (wrong is FileNotFoundException { FileName: { } name } && IsThere(name)))
                return Sentence;

        return null;
    }

    /// <summary>To look whether a file is there takes no open one.</summary>
    private static bool IsThere(string assembly) => assembly.Split(',')[0] + ".dll" is var file
        && (File.Exists(Path.Combine(AppContext.BaseDirectory, file))
            || File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "", file)));
}
