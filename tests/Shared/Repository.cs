namespace Riverrun.Tests.Shared;

/// <summary>The repository that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>Its directory.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);

        while (!File.Exists(Path.Combine(directory.FullName, "Runtime.sln")))
            directory = directory.Parent
                ?? throw new InvalidOperationException($"There is no Runtime.sln above {AppContext.BaseDirectory}.");

        return directory.FullName;
    }
}
