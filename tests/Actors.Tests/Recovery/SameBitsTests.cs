using Microsoft.Data.Sqlite;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;
using Riverrun.Models.Schedules;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Recovery;

/// <summary>T3: what runs beside a branch, or comes before it, leaves no trace in its bits.</summary>
public sealed class SameBitsTests
{
    [Fact]
    public async Task A_trunk_is_the_same_with_and_without_leaves()
    {
        var with = await CompletedAsync(Specs.Of(PolicyKind.WarmupStableDecay, 40, 80, 160));
        var without = await CompletedAsync(Specs.Of(PolicyKind.WarmupStableDecay, 160));

        Assert.Equal(
            without.Branches[0].Checkpoints.Select(kept => (kept.Step, kept.Digest)),
            with.Branches[0].Checkpoints.Where(kept => kept.Step is not (36 or 72))
                .Select(kept => (kept.Step, kept.Digest)));
    }

    [Fact]
    public async Task A_leaf_trained_alone_from_its_checkpoint_is_the_leaf_that_was_trained_live()
    {
        var spec = Specs.Of(PolicyKind.WarmupStableDecay, 40, 80);
        var store = new MemoryStore();
        var run = await CompletedAsync(spec, store);
        var plan = Policies.Plan(spec).Single(branch => branch.Name == "budget-40");
        var start = run.Branches[0].Checkpoints.Single(kept => kept.Step == plan.Start.Step);

        await using var bytes = await store.OpenAsync(start.Digest, TestContext.Current.CancellationToken);
        using var trainer = new FakeTrainers().Restore(
            new TrainerSetup(1, RunSpec.MainWorkload, spec.Main, 1e-3, spec.Device), bytes, Carry.Everything);
        trainer.Train([.. Enumerable.Range(36, 4).Select(step => plan.Stages[0].LearningRateAt(step))]);
        using var captured = trainer.Capture();
        var alone = await store.WriteAsync(captured.WriteTo, TestContext.Current.CancellationToken);

        Assert.Equal(run.Budgets[0].Checkpoint, alone);
    }

    [Fact]
    public async Task A_run_resumed_from_a_decayed_checkpoint_is_the_uninterrupted_one()
    {
        var spec = Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40, 80);
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        var first = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(2)), store);
        await first.StartRunAsync(spec);
        await first.UntilAsync(run => run.Budgets[0].Status == "reached");
        await first.KillAsync();

        await using var second = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await second.StartRunAsync(spec);
        var end = await second.UntilAsync(run => run.Status == "completed");

        Assert.Equal(await Outcome.UndisturbedAsync(spec), Outcome.Models(end));
    }

    [Fact]
    public async Task A_staged_plan_walks_its_stages_with_what_each_carries_over()
    {
        var rate = new LearningRateConfig(1e-3, 0.1, 0, DecayShape.Linear, new DecayLength(DecayBasis.Steps, 5));
        var spec = Specs.Of(PolicyKind.Staged) with
        {
            StagedPlan =
            [
                new StagedStep("warm", null, 20, RunSpec.MainWorkload, rate, Carry.Everything),
                new StagedStep(
                    "real", "warm", 30, RunSpec.MainWorkload, rate, new Carry(Moments: false, DataPosition: true)),
            ],
        };
        var trainers = new FakeTrainers();
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, trainers, new MemoryStore());

        await runtime.StartRunAsync(spec);
        var end = await runtime.UntilAsync(run => run.Status is "completed" or "failed");

        Assert.Equal("completed", end.Status);
        Assert.Equal(("warm", 20L, 50L), (end.Branches[1].Parent, end.Branches[1].ForkStep ?? 0, end.Branches[1].Step));
        Assert.Equal([new Carry(Moments: false, DataPosition: true)], trainers.Carried);
        Assert.Equal(50, Assert.Single(end.Budgets).AncestorSteps);
    }

    [Fact]
    public async Task A_long_run_is_recovered_from_its_latest_snapshot_and_older_ones_are_deleted()
    {
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        var spec = Specs.Of(
            PolicyKind.WarmupStableDecaySimplified, 30_000) with
        { Checkpoints = new CheckpointConfig(10_000) };
        RunView before;

        await using (
            var first = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store, snapshotEvery: 10))
        {
            await first.StartRunAsync(spec);
            before = await first.UntilAsync(run => run.Status == "completed");
        }

        var kept = await SnapshotsAsync(home.Path);
        await using var second = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await second.StartRunAsync(spec);
        var after = await second.ViewAsync();

        Assert.InRange(kept["branch/test-run/river"], 1, 2);
        Assert.Equal(Outcome.Models(before), Outcome.Models(after));
        Assert.Equal("completed", after.Status);
    }

    private static async Task<RunView> CompletedAsync(RunSpec spec, MemoryStore? store = null)
    {
        using var home = new TemporaryDirectory();
        await using var runtime =
            await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store ?? new MemoryStore());
        await runtime.StartRunAsync(spec);

        return await runtime.UntilAsync(run => run.Status == "completed");
    }

    private static async Task<Dictionary<string, long>> SnapshotsAsync(string home)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(home, "snapshots.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT persistence_id, COUNT(*) FROM snapshot GROUP BY persistence_id;";
        await using var rows = await command.ExecuteReaderAsync();
        var counts = new Dictionary<string, long>();

        while (await rows.ReadAsync())
            counts[rows.GetString(0)] = rows.GetInt64(1);

        return counts;
    }
}
