using Riverrun.Actors.Edge;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Data;
using Riverrun.Models.Plans;
using Riverrun.Models.Training;

namespace Riverrun.Actors.Tests.Runtime;

/// <summary>What <c>verify</c> says of a run, in a process that did not train it.</summary>
public sealed class VerifyTests
{
    /// <summary>What a process lacks that only decides.</summary>
    public static TheoryData<Exception> Lacks { get; } =
    [
        new CorpusException("No file matches /data/*.txt."),
        new MissingDeviceException("device.kind is cuda, and libtorch finds no GPU here."),
    ];

    [Fact]
    public async Task A_completed_run_is_replayed()
    {
        var report = await VerifiedAsync(new FakeTrainers());

        Assert.True(report.Ok);
        Assert.Equal("Steps 36 to 39 of branch river, trained again, gave the same bits.", Replay(report).Detail);
    }

    [Theory]
    [MemberData(nameof(Lacks), DisableDiscoveryEnumeration = true)]
    public async Task Where_it_cannot_be_trained_the_replay_says_why_and_the_rest_is_checked(Exception lack)
    {
        var report = await VerifiedAsync(new FakeTrainers { BeforeRestore = () => throw lack });

        Assert.True(report.Ok);
        Assert.Equal(
            ["checkpoints", "journal", "rates", "ledger", "replay"], report.Checks.Select(check => check.Name));
        Assert.Equal(
            $"Not done here: the run cannot be trained on this machine: {lack.Message}", Replay(report).Detail);
    }

    [Fact]
    public async Task Other_bits_are_wrong_and_the_device_that_computed_the_stored_ones_is_named()
    {
        var report = await VerifiedAsync(new FakeTrainers { Drift = 0.25f });

        Assert.False(report.Ok);
        Assert.Matches(
            $@"^Branch river, step 36 was recomputed as \S+; the journal holds \S+, from {Environment.MachineName.ToLowerInvariant()}/device:0\. "
            + @"Another build, processor or GPU than that one's may round otherwise\.$",
            Replay(report).Detail);
    }

    [Fact]
    public async Task While_a_run_trains_the_replay_says_so()
    {
        using var home = new TemporaryDirectory();
        await using var runtime = await RuntimeProcess.StartAsync(
            home.Path, new FakeTrainers(TimeSpan.FromMilliseconds(20)), new MemoryStore());
        await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 4000));
        await runtime.UntilAsync(run => run.SpentSteps > 0);

        var report = await runtime.VerifyAsync();

        Assert.Equal(
            new VerifyCheck(
                "replay", true, "Not done here: a run is training, and every resume replays its last steps."),
            Replay(report));
    }

    private static async Task<VerifyReport> VerifiedAsync(FakeTrainers elsewhere)
    {
        using var home = new TemporaryDirectory();
        var store = new MemoryStore();

        await using (var trained = await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), store))
        {
            await trained.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40));
            await trained.UntilAsync(run => run.Status == "completed");
        }

        await using var looked = await RuntimeProcess.StartAsync(home.Path, elsewhere, store, hostsDevice: false);

        return await looked.VerifyAsync();
    }

    private static VerifyCheck Replay(VerifyReport report) => report.Checks.Single(check => check.Name == "replay");
}
