using System.Globalization;

namespace Riverrun.Host.Settings;

/// <summary>Where coordinators listen, as people write it: <c>host:port, host:port</c>.</summary>
internal static class Addresses
{
    /// <summary>What a refusal says would be right.</summary>
    public const string Right =
        "must be host:port, or several with commas between them, such as node-1:7448, node-2:7448";

    /// <summary>Reads addresses, or null when the text is none.</summary>
    public static IReadOnlyList<string>? Parse(string text)
    {
        var addresses = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        return addresses.Length > 0 && addresses.All(IsAddress) ? addresses : null;
    }

    private static bool IsAddress(string text) =>
        text.LastIndexOf(':') is > 0 and var colon
        && ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
        && port > 0
        && Uri.CheckHostName(text[..colon].Trim('[', ']')) != UriHostNameType.Unknown;
}
