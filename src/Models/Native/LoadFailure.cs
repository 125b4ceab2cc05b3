namespace Riverrun.Models.Native;

/// <summary>
/// The true cause of a library that cannot be loaded, from the words of the system's loader. TorchSharp blames a
/// missing package, whatever the cause.
/// </summary>
internal static class LoadFailure
{
    /// <summary>A sentence.</summary>
    /// <param name="library">The file that was to be loaded.</param>
    /// <param name="words">What .NET tells: advice, and after it a line of the loader's.</param>
    public static string Sentence(string library, string words)
    {
        var name = Path.GetFileName(library);
        const StringSplitOptions lines = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var told = words.Split('\n', lines).LastOrDefault() ?? "";

        return told switch
        {
            _ when Says("Too many open files") =>
                $"{name} cannot be loaded, because this process may not open more files; "
                + "raise the limit that ulimit -n shows to 1024 or more.",
            _ when Says("failed to map segment") || Says("annot allocate memory")
                || Says("cannot create shared object descriptor") =>
                $"{name} cannot be loaded, because this process may not use more memory; "
                + "raise the limit that ulimit -v shows, or free memory.",
            _ when Says("GLIBCXX_3.4.32") && library == LibTorchFiles.Wrapper =>
                $"{name} asks for a newer libstdc++ than this system has, "
                + "and the build's repair of it is missing; build from the sources, which repairs it.",
            _ when Says("GLIBC") || Says("CXXABI") =>
                $"{name} is built for a newer system than this one ({told.TrimEnd('.')}); "
                + "use an older build of it, or a newer system.",
            _ when Says("Permission denied") =>
                $"{name} cannot be loaded, because this user may not read {Before(told, ": cannot open")}.",
            _ when Says("wrong ELF class") || Says("invalid ELF header") || Says("file too short")
                || Says("ELF load command") || words.Contains("0x800700", StringComparison.Ordinal) =>
                $"{name} cannot be loaded, because {Before(told, ": ")} is damaged or built for another processor; "
                + "build or install it again.",
            _ when Says("cannot open shared object file") =>
                $"{name} cannot be loaded, because it needs {Before(told, ": cannot open")}, which this system does "
                + "not have; "
                + "install the package that has it.",
            _ => $"{name} cannot be loaded: {told.TrimEnd('.')}.",
        };

        bool Says(string part) => told.Contains(part, StringComparison.Ordinal);
    }

    private static string Before(string text, string mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is > 0 and var at ? text[..at] : text;
}
