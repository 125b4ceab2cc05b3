using System.Globalization;
using Riverrun.Host.Web;

namespace Riverrun.Host.Api;

/// <summary>
/// Which events a client asks for, as it is written into an address; <see cref="EventFilter"/> reads it there.
/// </summary>
/// <param name="Types">Wire names; null or none for every type.</param>
/// <param name="Branch">Only what happened to this branch.</param>
/// <param name="Since">A sequence, a time, or how long ago.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="Last">Of what is stored only so many, the newest.</param>
internal sealed record EventQuery(IReadOnlyList<string>? Types, string? Branch, string? Since, int? Limit, int? Last)
{
    /// <summary>Every event.</summary>
    public static EventQuery All { get; } = new(null, null, null, null, null);

    /// <summary>The members of the query, each after an ampersand.</summary>
    /// <param name="isFirst">Whether nothing was read yet: the newest are asked for once, and what follows them
    /// afterwards.</param>
    internal string Members(bool isFirst) => string.Concat(
        (Types ?? []).Select(type => Member("type", type))
            .Append(Member("branch", Branch))
            .Append(Member("since", Since))
            .Append(Member("limit", Text(Limit)))
            .Append(Member("last", isFirst ? Text(Last) : null)));

    private static string Member(string name, string? value) => value is null
        ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
