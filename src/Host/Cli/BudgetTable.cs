using System.Globalization;
using Riverrun.Actors.Projections;

namespace Riverrun.Host.Cli;

/// <summary>The models of some runs: a row for each budget.</summary>
internal static class BudgetTable
{
    /// <summary>As text.</summary>
    public static string Of(IReadOnlyList<RunView> views)
    {
        var bytes = views.Any(view => view.Budgets.Any(budget => budget.BitsPerByte is not null));
        string[] headings = ["RUN", "BUDGET", "VALIDATION NATS", .. bytes ? ["BITS PER BYTE"] : Array.Empty<string>(), "STEPS TO IT", "RUN HAD SPENT", "CHECKPOINT"];
        var table = new TextTable(headings);

        foreach (var view in views)
            foreach (var budget in view.Budgets)
                table.Row(
                [
                    view.Name,
                    Steps(budget.Steps),
                    Loss(budget.ValidationLossNats),
                    .. bytes ? [Loss(budget.BitsPerByte)] : Array.Empty<string>(),
                    Steps(budget.AncestorSteps),
                    Steps(budget.SpentSteps),
                    budget.Checkpoint?.Hex[..12] ?? budget.Status,
                ]);

        return table.ToString();
    }

    private static string Loss(double? loss) => loss?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";

    private static string Steps(long? steps) => steps?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
