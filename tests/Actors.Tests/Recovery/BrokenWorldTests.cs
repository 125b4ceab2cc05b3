using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Recovery;

public sealed class BrokenWorldTests
{
    [Fact]
    public async Task Every_resume_proves_the_steps_it_repeats()
    {
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        await KilledAt(home, store, 40);

        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await runtime.StartRunAsync(Spec);
        var end = await runtime.UntilAsync(run => run.Status == "completed");

        var taken = (await runtime.EventsAsync()).Last(e => e.Type == "branch-lease-taken");
        Assert.True(end.ReplayChecks.Steps > 0);
        Assert.True((long?)taken.Body["fromStep"] >= 25);
        Assert.Equal(0, end.ReplayChecks.Diverged);
    }

    [Fact]
    public async Task A_device_that_computes_otherwise_fails_the_run_at_the_first_step_that_differs()
    {
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        await KilledAt(home, store, 40);

        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers { Drift = 0.25f }, store);
        await runtime.StartRunAsync(Spec);
        var failed = await runtime.UntilAsync(run => run.Status == "failed");

        var from = (long?)(await runtime.EventsAsync()).Last(e => e.Type == "branch-lease-taken").Body["fromStep"];
        Assert.Contains($"Step {from} was recomputed as", failed.Failure, StringComparison.Ordinal);
        Assert.Equal(1, failed.ReplayChecks.Diverged);
    }

    [Fact]
    public async Task A_failed_run_tries_again_when_it_is_told_to()
    {
        using var home = new TemporaryDirectory();
        var trainers = new FakeTrainers
        {
            BeforeSlice = step => { if (step >= 30) throw new InvalidOperationException("The corpus is gone."); },
        };
        await using var runtime = await RuntimeProcess.StartAsync(home.Path, trainers, new MemoryStore());
        await runtime.StartRunAsync(Spec);
        var failed = await runtime.UntilAsync(run => run.Status == "failed");

        trainers.BeforeSlice = _ => { };
        await runtime.SendAsync(new RunCommand.Resume());
        var end = await runtime.UntilAsync(run => run.Status == "completed");

        Assert.Equal("Branch river: The corpus is gone.", failed.Failure);
        Assert.Equal(await Outcome.UndisturbedAsync(Spec), Outcome.Models(end));
    }

    [Fact]
    public async Task A_loss_that_is_no_number_fails_the_run_with_a_sentence()
    {
        using var home = new TemporaryDirectory();
        await using var runtime =
            await RuntimeProcess.StartAsync(home.Path, new FakeTrainers { Drift = float.NaN }, new MemoryStore());

        await runtime.StartRunAsync(Spec);
        var failed = await runtime.UntilAsync(run => run.Status == "failed");

        Assert.Contains(
            "The loss is NaN at step 0; a lower learning-rate.peak", failed.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_passed_over_for_the_one_before()
    {
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        await KilledAt(home, store, 60);
        string damaged;

        await using (
            var look = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store, hostsDevice: false))
        {
            var saved = (await look.EventsAsync()).Last(e => e.Type == "branch-checkpoint-saved");
            damaged = (string?)saved.Body["digest"] ?? "";
            store.Damage(Models.Checkpoints.CheckpointDigest.Parse(damaged));
        }

        await using var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await runtime.StartRunAsync(Spec);
        var end = await runtime.UntilAsync(run => run.Status is "completed" or "failed");

        var told = (await runtime.EventsAsync()).Single(e => e.Type == "branch-checkpoint-damaged");
        Assert.Equal(damaged, (string?)told.Body["digest"]);
        Assert.Equal(await Outcome.UndisturbedAsync(Spec), Outcome.Models(end));
    }

    [Fact]
    public async Task A_full_disk_ends_the_process_with_a_sentence_and_loses_nothing()
    {
        using var home = new TemporaryDirectory();
        var store = new MemoryStore { BeforeWrite = () => throw new IOException("No space left on device") };
        var first = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await first.StartRunAsync(Spec);

        var reason = await first.Fatal.Raised.WaitAsync(
            TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await first.KillAsync();
        store.BeforeWrite = () => Task.CompletedTask;
        await using var second = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await second.StartRunAsync(Spec);
        var end = await second.UntilAsync(run => run.Status == "completed");

        Assert.Contains("No space left on device", reason, StringComparison.Ordinal);
        Assert.Equal(await Outcome.UndisturbedAsync(Spec), Outcome.Models(end));
        Assert.Equal(0, end.ReplayChecks.Diverged);
    }

    [Fact]
    public async Task A_journal_that_is_no_database_is_named_by_every_question()
    {
        using var home = new TemporaryDirectory();
        await File.WriteAllTextAsync(
            Path.Combine(home.Path, "journal.db"), new string('x', 8192), TestContext.Current.CancellationToken);
        var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());

        var asked = await Assert.ThrowsAnyAsync<IOException>(runtime.ViewAsync);
        var listed = await Assert.ThrowsAnyAsync<IOException>(
            () => runtime.Gateway.ListAsync(TestContext.Current.CancellationToken));
        var read = await Assert.ThrowsAnyAsync<IOException>(runtime.EventsAsync);
        await runtime.KillAsync();

        Assert.All([asked, listed, read], cause =>
            Assert.Contains("file is not a database", cause.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_journal_that_breaks_while_a_run_trains_ends_the_process_and_keeps_what_was_acknowledged()
    {
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();
        var first = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(1)), store);
        await first.StartRunAsync(Long);
        var before = await first.UntilAsync(run => run.SpentSteps > 20);

        await JournalFiles.BreakAsync(home.Path);
        var reason = await first.Fatal.Raised.WaitAsync(
            TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var asked = await Assert.ThrowsAnyAsync<IOException>(() => first.SendAsync(new RunCommand.Pause()));
        await first.KillAsync();
        await JournalFiles.MendAsync(home.Path);
        await using var second = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store);
        await second.StartRunAsync(Long);
        var end = await second.UntilAsync(run => run.Status == "completed");

        Assert.Contains("The journal could not store an event of", reason, StringComparison.Ordinal);
        Assert.Equal(reason, asked.Message);
        Assert.True(end.SpentSteps >= before.SpentSteps);
        Assert.Equal(await Outcome.UndisturbedAsync(Long), Outcome.Models(end));
    }

    [Fact]
    public async Task A_run_with_a_damaged_event_is_shown_as_unreadable_and_the_process_goes_on()
    {
        using var home = new TemporaryDirectory();
        await using (var first = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore()))
        {
            await first.StartRunAsync(Long);
            await first.UntilAsync(run => run.Status == "completed");
        }

        await JournalFiles.DamageAsync(home.Path);
        var second = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        var shown = await second.ViewAsync();
        await second.KillAsync();

        Assert.Equal(RunView.Unreadable, shown.Status);
        Assert.Matches(@"run/test-run.*event \d+", shown.Failure);
    }

    [Fact]
    public async Task An_entity_that_is_given_only_a_part_of_its_events_decides_nothing()
    {
        using var home = new TemporaryDirectory();

        await using (var first = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore()))
        {
            await first.StartRunAsync(Spec);
            await first.UntilAsync(run => run.Status == "completed");
        }

        await JournalFiles.LoseAnEventAsync(home.Path);
        var second = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore());
        var asked = await Assert.ThrowsAnyAsync<IOException>(second.ViewAsync);
        await second.KillAsync();

        Assert.Matches(@"The journal gave back (\d+) of the \d+ events of run/test-run; nothing is decided on a part of them\.", asked.Message);
    }

    private static Models.Plans.RunSpec Spec => Specs.Of(PolicyKind.WarmupStableDecaySimplified, 60, 120);

    private static Models.Plans.RunSpec Long => Specs.Of(PolicyKind.WarmupStableDecaySimplified, 60, 1000);

    private static async Task KilledAt(TemporaryDirectory home, MemoryStore store, long step)
    {
        var runtime = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(2)), store);
        await runtime.StartRunAsync(Spec);
        await runtime.UntilAsync(run => run.SpentSteps > step && run.Branches[0].Checkpoints[^1].Step < run.SpentSteps);
        await runtime.KillAsync();
    }
}
