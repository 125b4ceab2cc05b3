using System.Globalization;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;
using Riverrun.Host.Printing;

namespace Riverrun.Host.Live;

/// <summary>Why a branch waits: <c>2nd for the device: river of my-river trains (3,200 steps left)</c>.</summary>
internal static class WaitingText
{
    private const double BytesPerGiB = 1L << 30;

    /// <summary>Where the run's branch that is served next stands; null where one trains, or none waits.</summary>
    public static string? Of(RunView run) =>
        run.Status == "running" && run.Branches.All(branch => branch.Status != "training")
            ? Next(run) is { } next ? Of(next) : null
            : null;

    /// <summary>The same without what changes with every step.</summary>
    public static string? KeyOf(RunView run) => Of(run) is null || Next(run) is not { } next
        ? null
        : $"{next.Reason} {next.Place} {next.Trains} {next.Before} {next.By}";

    /// <summary>A branch's place and why it waits.</summary>
    public static string Of(WaitingView waiting) => waiting.Reason switch
    {
        "no-device" => $"no {Kind(waiting)} has announced itself",
        "memory" => string.Create(
            CultureInfo.InvariantCulture,
            $"no {Kind(waiting)} has the {waiting.MemoryBytes / BytesPerGiB:0.#} GiB of memory that it needs"),
        "soon" => $"{Place(waiting)}: one is free and is about to be given to it",
        "silent" => $"{Place(waiting)}: one is free and has not been heard for a moment",
        _ => $"{Place(waiting)}: {Holder(waiting)}{Before(waiting)}",
    };

    private static WaitingView? Next(RunView run) => run.Branches
        .Where(branch => branch.Status == "waiting")
        .Select(branch => branch.Waiting)
        .OfType<WaitingView>()
        .MinBy(waiting => waiting.Place == 0 ? int.MaxValue : waiting.Place);

    private static string Kind(WaitingView waiting) => waiting.Needs == "cuda" ? "GPU" : "processor";

    private static string Place(WaitingView waiting) =>
        Ordinal(waiting.Place)
            + (waiting.Devices == 1 ? " for the device" : $" for the {waiting.Devices} devices of its kind");

    private static string Holder(WaitingView waiting) => waiting.Trains is { } holder
        ? $"{Name(holder)} "
            + $"trains{(waiting.StepsLeft is { } left ? $" ({Numbers.Steps(left)} step{(left == 1 ? "" : "s")} left)"
                : "")}"
        : "others train";

    private static string Before(WaitingView waiting) => waiting.Before is { } before
        ? $", and {Name(before)} goes first ({waiting.By switch
        {
            "priority" => "it has a greater priority",
            "steps" => "it has fewer steps left",
            _ => "it has waited longer",
        }})"
        : "";

    private static string Name(string branch) => branch.Split('/') is [var run, var name] ? $"{name} of {run}" : branch;

    private static string Ordinal(int place) => (place % 100, place % 10) switch
    {
        (11 or 12 or 13, _) => $"{place}th",
        (_, 1) => $"{place}st",
        (_, 2) => $"{place}nd",
        (_, 3) => $"{place}rd",
        _ => $"{place}th",
    };
}
