using System.CommandLine;
using System.Globalization;
using Riverrun.Actors.Projections;
using Riverrun.Host.Live;
using Riverrun.Host.Web;

namespace Riverrun.Host.Cli;

/// <summary><c>ls</c>: the runs of the home.</summary>
internal static class ListVerb
{
    /// <summary>The command.</summary>
    public static Command Command() => new Command("ls", "Lists the runs of the home.")
        .Does(async (_, invocation, cancel) =>
        {
            await using var session = await invocation.OpenAsync(cancel);
            var views = new List<RunView>();

            foreach (var name in await session.Client.RunsAsync(cancel))
                views.Add(await session.Client.RunAsync(name, cancel));

            await invocation.TellAsync(views, ApiJson.Default.IReadOnlyListRunView, Table);

            return ExitCode.Done;
        });

    private static string Table(IReadOnlyList<RunView> views)
    {
        var table = new TextTable("RUN", "RECIPE", "POLICY", "STATUS", "BUDGETS", "STEPS SPENT", "");

        foreach (var view in views)
            table.Row(
                view.Name, view.Recipe, view.Policy, view.Status,
                $"{view.Budgets.Count(budget => budget.Status == "reached")} of {view.Budgets.Count}",
                view.SpentSteps.ToString(CultureInfo.InvariantCulture),
                WaitingText.Of(view) is { } waiting ? $"waiting, {waiting}" : "");

        return table.ToString();
    }
}
