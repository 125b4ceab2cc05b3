using System.Globalization;

namespace Riverrun.Host.Printing;

/// <summary>How figures are written for people, everywhere the same; a dash where there is none.</summary>
internal static class Numbers
{
    private const string None = "–";

    /// <summary>A loss, or bits per byte.</summary>
    public static string Nats(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? None;

    /// <summary>A number of steps.</summary>
    public static string Steps(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? None;

    /// <summary>
    /// Whether a budget's own river had spent something else than its whole run, so that both must be told.
    /// </summary>
    public static bool HasRivers(IEnumerable<Actors.Runs.BudgetView> budgets) =>
        budgets.Any(budget => budget.RiverSteps is { } own && own != budget.SpentSteps);

    /// <summary>A learning rate.</summary>
    public static string Rate(double value) => value.ToString("0.0e-00", CultureInfo.InvariantCulture);

    /// <summary>Enough of a digest to tell it from others.</summary>
    public static string Short(Models.Checkpoints.CheckpointDigest? digest) => digest?.Hex is { } hex
        ? hex[..12] : None;
}
