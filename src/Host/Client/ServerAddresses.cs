using Riverrun.Models.Hocon;

namespace Riverrun.Host.Client;

/// <summary>
/// The coordinators of one cluster, in the order in which they are tried: <c>http://a:7447,http://b:7447</c>.
/// </summary>
internal static class ServerAddresses
{
    /// <summary>
    /// Reads the addresses as <c>--url</c> writes them; each is one coordinator, however often it is named.
    /// </summary>
    /// <param name="urls">With commas between them; blanks around them and empty ones do not matter.</param>
    /// <param name="token">What all of them ask for, or null.</param>
    /// <param name="authorityFile">A PEM file for all of them, or null.</param>
    /// <exception cref="InvalidConfigurationException">One of them or the file is wrong, or there is none.</exception>
    public static IReadOnlyList<ServerAddress> Parse(string urls, string? token, string? authorityFile)
    {
        var words = urls.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var servers = (words.Length == 0 ? [urls] : words)
            .Select(url => ServerAddress.Parse(url, token, authorityFile))
            .DistinctBy(server => server.Url)
            .ToList();

        return servers;
    }

    /// <summary>The addresses as a person would write them.</summary>
    public static string Text(this IReadOnlyList<ServerAddress> servers) => string.Join(",", servers);
}
