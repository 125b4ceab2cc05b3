using System.Text.Json.Nodes;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Chaos;

/// <summary>Keeps runs training for as long as the storm lasts, and remembers what was acknowledged.</summary>
internal sealed class ChaosRuns(ProcessCluster cluster, IReadOnlyList<string> recipes)
{
    private const int AtOnce = 3;

    private readonly List<(string Name, string Recipe)> _runs = [];
    private readonly List<(string Run, long Steps)> _acknowledged = [];

    /// <summary>Budgets that a coordinator has acknowledged.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>
    /// Submits runs until so many train; a cluster that does not answer now is asked at the next strike.
    /// </summary>
    public async Task KeepTrainingAsync(CancellationToken cancel)
    {
        var seen = await Task.WhenAll(_runs.Select(run => cluster.ShowAsync(run.Name, cancel)));

        for (var open = seen.Count(run => run?["status"]!.GetValue<string>() != "completed"); open < AtOnce; open++)
        {
            var recipe = recipes[_runs.Count % recipes.Count];
            var name = $"{recipe}-{_runs.Count}";
            await cluster.SubmitAsync(name, cancel, recipe);
            _runs.Add((name, recipe));
        }
    }

    /// <summary>Asks a run for one more model, and remembers it if it was acknowledged.</summary>
    public async Task AddBudgetAsync(Random random, CancellationToken cancel)
    {
        var open = _runs.Where(run => run.Recipe == "wsd").ToList();
        var (run, steps) = (open[random.Next(open.Count)].Name, 1600 + (100 * random.NextInt64(1, 8)));

        if (await cluster.TryAddBudgetAsync(run, steps, cancel))
            _acknowledged.Add((run, steps));
    }

    /// <summary>Waits until all are completed.</summary>
    public async Task<IReadOnlyList<(string Run, string Recipe, JsonObject View)>> CompletedAsync(
        CancellationToken cancel)
    {
        var views = new List<(string, string, JsonObject)>();

        foreach (var (name, recipe) in _runs)
            views.Add((name, recipe, await cluster.CompletedAsync(name, cancel, atMost: Timeout.InfiniteTimeSpan)));

        return views;
    }

    /// <summary>Every acknowledged budget of a run has its model.</summary>
    public void AcknowledgedMustBeThere(string run, JsonObject view, StoredRun stored)
    {
        foreach (var steps in _acknowledged.Where(budget => budget.Run == run).Select(budget => budget.Steps))
            Assert.True(
                view["budgets"]!.AsArray().Any(
                    budget => budget!["steps"]!.GetValue<long>() == steps
                        && budget["status"]!.GetValue<string>() == "reached"),
                $"{run} has no model of {steps} steps, which was acknowledged.\n{view["status"]} "
                    + $"{view["budgets"]!.ToJsonString()}\n"
                    + string.Join(
                        '\n', stored.Events.Where(IsOfRun).Select(e => e.ToJsonString())
                            .Select(text => text[..Math.Min(300, text.Length)])));

        static bool IsOfRun(JsonObject e) =>
            e["entity"]!.GetValue<string>().StartsWith("run/", StringComparison.Ordinal);
    }
}
