using Riverrun.Actors.Runs;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Support;

/// <summary>What a run delivers when nothing disturbs it.</summary>
public static class Outcome
{
    /// <summary>The models of a run, as <c>budget: digest</c>.</summary>
    public static IReadOnlyList<string> Models(RunView run) =>
        [.. run.Budgets.Select(budget => $"{budget.Steps}: {budget.Checkpoint}")];

    /// <summary>The models that the spec delivers in one undisturbed go.</summary>
    public static async Task<IReadOnlyList<string>> UndisturbedAsync(RunSpec spec)
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        await runtime.StartRunAsync(spec);

        return Models(await runtime.UntilAsync(run => run.Status == "completed"));
    }
}
