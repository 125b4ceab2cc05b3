using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Recovery;

/// <summary>
/// A run whose numbers blow up delivers no model, whatever blew up and however often it is told to go on.
/// </summary>
public sealed class NonFiniteRunTests
{
    private static readonly Models.Plans.RunSpec Spec = Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40, 80);

    [Fact]
    public Task The_state_that_the_last_update_makes() => FailsTheSameEachTime(
        new FakeTrainers
        {
            BeforeCapture = step =>
            { if (step == 80) throw new NonFiniteStateException("Its weights are NaN."); }
        },
        "Branch river: Its weights are NaN.");

    [Fact]
    public Task A_loss_on_the_way() => FailsTheSameEachTime(
        new FakeTrainers { LossIsNaNFrom = 57 }, "Branch river: The loss is NaN at step 57; ");

    [Fact]
    public Task A_measurement_alone() => FailsTheSameEachTime(
        new FakeTrainers { Measured = step => step == 80 ? double.NaN : 1 },
        "Branch river: The validation loss is NaN after 80 steps; ");

    [Fact]
    public async Task A_checkpoint_of_an_older_build_that_is_not_finite_is_passed_over_for_the_one_before()
    {
        using var home = new TemporaryDirectory();
        var trainers = new FakeTrainers { LossIsNaNFrom = 57 };
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, trainers, new MemoryStore());
        await runtime.StartRunAsync(Spec);
        await runtime.UntilAsync(run => run.Status == "failed");
        var isFirst = true;
        trainers.LossIsNaNFrom = long.MaxValue;
        trainers.BeforeRestore = () =>
        {
            if (!isFirst)
                return;

            isFirst = false;
            throw new NonFiniteStateException("Its weights are NaN.");
        };

        await runtime.SendAsync(new RunCommand.Resume());
        await runtime.UntilAsync(run => run.Status is "failed" or "completed");

        var damaged = (await runtime.EventsAsync()).Single(e => e.Type == "branch-checkpoint-damaged");
        Assert.Contains(
            "cannot be gone on from: Its weights are NaN.", (string?)damaged.Body["reason"], StringComparison.Ordinal);
    }

    private static async Task FailsTheSameEachTime(FakeTrainers trainers, string sentence)
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, trainers, new MemoryStore());
        await runtime.StartRunAsync(Spec);
        var first = await runtime.UntilAsync(run => run.Status is "failed" or "completed");
        Assert.StartsWith(sentence, first.Failure, StringComparison.Ordinal);

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await runtime.SendAsync(new RunCommand.Resume());
            var again = await runtime.UntilAsync(run => run.Status is "failed" or "completed");

            Assert.Equal(first.Failure, again.Failure);
            Assert.DoesNotContain(again.Budgets, budget => budget is { Steps: 80, Checkpoint: not null });
        }

        Assert.Equal(6, (await runtime.EventsAsync()).Count(e => e.Type == "branch-failed"));
    }
}
