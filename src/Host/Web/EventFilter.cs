using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using Riverrun.Actors.Branches;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Runs;
using Riverrun.Models.Hocon;

namespace Riverrun.Host.Web;

/// <summary>Which of a run's events are wanted. Pure.</summary>
/// <param name="Types">Wire names; none for every type.</param>
/// <param name="Branch">Only what happened to this branch; null for the run and all its branches.</param>
/// <param name="Since">The first sequence that is wanted; 0 for all.</param>
/// <param name="SinceTime">Only what was stored at or after it.</param>
internal sealed record EventFilter(IReadOnlyList<string> Types, string? Branch, long Since, DateTimeOffset? SinceTime)
{
    /// <summary>What <c>--since</c> and <c>?since=</c> take.</summary>
    public const string SinceIs =
        "the sequence of an event, a time such as 2026-11-30T18:00:00Z, or how long ago, such as 90s, 15m or 2h";

    /// <summary>Every type of event that a run or a branch stores, by its wire name.</summary>
    public static IReadOnlyList<string> KnownTypes { get; } =
        [.. Names(typeof(RunEvent)), .. Names(typeof(BranchEvent))];

    /// <summary>Reads what a person asks for.</summary>
    /// <param name="types">Wire names, several in one text with commas between them.</param>
    /// <param name="branch">A branch.</param>
    /// <param name="since">A sequence, a time, or how long ago.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="FormatException">There is no such type, or no such time.</exception>
    public static EventFilter Parse(IEnumerable<string>? types, string? branch, string? since, DateTimeOffset now)
    {
        var names = (types ?? [])
            .SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(Known)
            .ToList();

        if (since is null)
            return new EventFilter(names, branch, 0, null);

        if (long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return new EventFilter(names, branch, sequence, null);

        return new EventFilter(names, branch, 0, TimeOf(since, now)
            ?? throw new FormatException($"since is {since}; it must be {SinceIs}."));
    }

    /// <summary>Whether an event is wanted.</summary>
    public bool Wants(EventView stored) =>
        stored.Sequence >= Since
        && (SinceTime is null || stored.At >= SinceTime)
        && (Types.Count == 0 || Types.Contains(stored.Type))
        && (Branch is null || IsOf(Branch, stored));

    private static DateTimeOffset? TimeOf(string since, DateTimeOffset now) =>
        Durations.Parse(since) is { } ago
            ? ago >= TimeSpan.Zero && ago < now - DateTimeOffset.MinValue ? now - ago : null
            : DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time : null;

    /// <summary>What the branch stored itself, and what its run stored about it.</summary>
    private static bool IsOf(string branch, EventView stored) =>
        stored.Entity.StartsWith("branch/", StringComparison.Ordinal)
            ? stored.Entity.EndsWith($"/{branch}", StringComparison.Ordinal)
            : stored.Body["branch"]?.ToString() == branch;

    private static string Known(string type) => KnownTypes.Contains(type)
        ? type
        : throw new FormatException(
            $"There is no type of event {type}; "
            + (Near(type) is { } near ? $"perhaps you meant {near}." : $"there are {string.Join(", ", KnownTypes)}."));

    private static string? Near(string type) => NearestName.Find(type, KnownTypes)
        ?? KnownTypes.FirstOrDefault(known => known.Contains(type, StringComparison.Ordinal));

    private static IEnumerable<string> Names(Type family) =>
        // Each has one.
        family.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(member => (string)member.TypeDiscriminator!);
}
