using System.Globalization;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Chaos;

/// <summary>
/// Random kills, freezes and partitions while runs train; <c>ops/chaos/run --kills
/// N --seed S</c> calls it with other numbers.
/// </summary>
[Collection(WholeMachine.Name)]
public sealed class ChaosTests
{
    private static readonly string[] Recipes = ["wsd", "wsd-s", "cyclic-cosine"];

    private static int Kills => Number("CHAOS_KILLS", 30);

    private static int Seed => Number("CHAOS_SEED", 1);

    [Fact(Timeout = 3_600_000)]
    public async Task Whatever_is_killed_nothing_acknowledged_is_lost_and_the_models_are_the_same()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5) + (Kills * TimeSpan.FromSeconds(15)));
        var cancel = patience.Token;
        var random = new Random(Seed);
        using var lab = NetworkLab.TryCreate("c0", "c1", "w0", "w1", "w2");

        if (lab is null)
            TestContext.Current.SendDiagnosticMessage(
                "Without root and iproute2 nothing is parted: processes stand still instead.");

        await using var cluster = await ProcessCluster.StartAsync(cancel, lab: lab);
        // Out of the storm's reach.
        var training = Task.WhenAll(Recipes.Select(recipe => ProcessCluster.UndisturbedAsync(cancel, recipe)));
        var runs = new ChaosRuns(cluster, Recipes);
        await using var storm = new Storm(cluster, random, TestContext.Current.SendDiagnosticMessage);

        for (var kill = 1; kill <= Kills; kill++)
        {
            await runs.KeepTrainingAsync(cancel);
            await runs.AddBudgetAsync(random, cancel);
            await storm.StrikeAsync(kill, cancel);
        }

        await storm.CalmAsync(cancel);
        var completed = await runs.CompletedAsync(cancel);
        var undisturbed = await training;
        var granted = new List<string>();

        foreach (var (run, recipe, view) in completed)
        {
            var stored = await cluster.StoredAsync(run, cancel);
            stored.MustHold();
            granted.AddRange(stored.Granted);
            Assert.Superset(
                undisturbed[Array.IndexOf(Recipes, recipe)].ToHashSet(), ProcessCluster.Models(view).ToHashSet());
            Assert.Equal(0, view["replayChecks"]!["diverged"]!.GetValue<long>());
            runs.AcknowledgedMustBeThere(run, view, stored);
        }

        StoredRun.EachIsHeldOnce(granted);
        TestContext.Current.SendDiagnosticMessage(
            $"{Kills} kills, {completed.Count} runs, {runs.Acknowledged} acknowledged budgets: all there, the same "
                + "digests.");
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
