using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Serialization;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Serialization;

public sealed class ProtocolTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>One node of several, whose builds may differ.</summary>
    private readonly ActorSystem _system = ActorSystem.Create(
        "protocol", "akka { loglevel = OFF, stdout-loglevel = OFF }\nriverrun.journal.outage = wait");

    private readonly ProtocolSerializer _serializer;

    public ProtocolTests() => _serializer = new ProtocolSerializer((ExtendedActorSystem)_system);

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Every_member_of_every_family_has_a_wire_name_of_its_own()
    {
        foreach (var family in Samples.Families)
        {
            Assert.Equal(Samples.Members(family).Count(), Samples.WireNames(family).Distinct().Count());
            Assert.All(Samples.WireNames(family), name => Assert.Matches("^[a-z][a-z-]*$", name));
        }

        Assert.All(Samples.WireNames(typeof(RunEvent)), name =>
            Assert.StartsWith("run-", name, StringComparison.Ordinal));
        Assert.All(Samples.WireNames(typeof(BranchEvent)), name =>
            Assert.StartsWith("branch-", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_member_of_every_family_survives_the_wire()
    {
        var samples = Samples.All(_system.DeadLetters).ToList();

        Assert.Empty(Samples.Families.SelectMany(Samples.Members).Except(samples.Select(sample => sample.GetType())));
        Assert.All(samples, sample =>
        {
            var manifest = _serializer.Manifest(Stored(sample));
            var bytes = _serializer.ToBinary(Stored(sample));

            var again = _serializer.FromBinary(bytes, manifest);

            Assert.IsType(Stored(sample).GetType(), again);
            Assert.Equal(bytes, _serializer.ToBinary(again));
        });
    }

    /// <summary>
    /// The bytes of stored events and commands never change; set RIVERRUN_APPROVE=1 to write the file anew.
    /// </summary>
    [Fact]
    public void The_bytes_of_every_event_and_command_are_the_approved_ones()
    {
        var file = Path.Combine(Path.GetDirectoryName(ThisFile())!, "Protocol.approved.txt");
        var lines = Samples.All(_system.DeadLetters)
            .Where(sample =>
                sample is RunEvent or BranchEvent or PlacementEvent or RunCommand or BranchCommand or Reply)
            .Select(sample =>
                $"{_serializer.Manifest(Stored(sample))} "
                    + $"{Encoding.UTF8.GetString(_serializer.ToBinary(Stored(sample)))}")
            .ToList();

        if (Environment.GetEnvironmentVariable("RIVERRUN_APPROVE") == "1")
            File.WriteAllLines(file, lines);

        Assert.Equal(File.ReadAllLines(file), lines);
    }

    [Fact]
    public void An_envelope_carries_its_body_its_id_and_its_trace()
    {
        var envelope =
            new TracedEnvelope(
                new RunCommand.AddBudget(120), "id-1", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        var again = _serializer.FromBinary(_serializer.ToBinary(envelope), _serializer.Manifest(envelope));

        Assert.Equal(envelope, again);
    }

    [Fact]
    public void Numbers_that_are_no_numbers_survive_bit_for_bit()
    {
        float[] losses =
            [float.NaN, float.NegativeInfinity, -0f, float.Epsilon, BitConverter.Int32BitsToSingle(0x7fc00123)];
        var steps = new Recorded<BranchEvent>(
            new BranchEvent.StepsTaken(0, losses, [0.1], losses, 1, 1), At, null, null);

        var again = (Recorded<BranchEvent>)_serializer.FromBinary(_serializer.ToBinary(steps), "branch-event");

        Assert.Equal(
            losses.Select(BitConverter.SingleToInt32Bits),
            ((BranchEvent.StepsTaken)again.Event).Losses.Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void An_unknown_name_is_refused() =>
        Assert.Throws<SerializationException>(() => _serializer.FromBinary("{}"u8.ToArray(), "no-such-family"));

    [Theory]
    [InlineData("branch-event", """{"event":{"type":"branch-noted","text":"x"},"at":"2026-01-02T03:04:05+00:00"}""", "'branch-noted' is no branch-event that Riverrun")]
    [InlineData("run-event", """{"event":{"type":"run-noted"},"at":"2026-01-02T03:04:05+00:00"}""", "'run-noted' is no run-event that Riverrun")]
    [InlineData("device-report", """{"type":"warm","epoch":1}""", "'warm' is no device-report that Riverrun")]
    [InlineData("envelope", """{"family":"device-report","id":null,"trace":null,"body":{"type":"warm"}}""", "'warm' is no device-report that Riverrun")]
    public void What_only_a_newer_build_knows_is_refused_and_named(string manifest, string json, string beginning)
    {
        var cause = Assert.Throws<NewerBuildException>(
            () => _serializer.FromBinary(Encoding.UTF8.GetBytes(json), manifest));

        Assert.StartsWith(beginning, cause.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "a newer build wrote it, and nodes of that build go on with it; finish the upgrade.",
            cause.Message,
            StringComparison.Ordinal);
        Assert.Equal(cause.Message, cause.GetBaseException().Message);
    }

    [Fact]
    public void A_snapshot_with_a_field_that_only_a_newer_build_knows_is_refused_whole()
    {
        var snapshot = new Snapshot<BranchState>(BranchState.Empty, ["command-1"]);
        var text = Encoding.UTF8.GetString(_serializer.ToBinary(snapshot));
        var newer = text.Replace("\"step\":0", "\"note\":\"x\",\"step\":0", StringComparison.Ordinal);

        var known = (Snapshot<BranchState>)_serializer.FromBinary(Encoding.UTF8.GetBytes(text), "branch-snapshot");
        var cause = Assert.Throws<NewerBuildException>(
            () => _serializer.FromBinary(Encoding.UTF8.GetBytes(newer), "branch-snapshot"));

        Assert.Equal(["command-1"], known.RecentCommands);
        Assert.StartsWith(
            "A branch-snapshot holds $.state.note, which Riverrun", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_that_is_damaged_is_not_taken_for_one_of_a_newer_build() =>
        Assert.Equal(
            new Undecoded("branch-event", null),
            _serializer.FromBinary("""{"event":{"type":"branch-completed","step":"x"}}"""u8.ToArray(), "branch-event"));

    [Theory]
    [InlineData(false, """{"type":"get-state"}""")]
    [InlineData(true, """{"type":"get-state","knowsUnreadable":true}""")]
    public void A_query_says_that_it_knows_of_unreadable_runs_and_one_of_an_older_build_does_not(
        bool knows, string bytes)
    {
        var query = new RunQuery.GetState { KnowsUnreadable = knows };

        Assert.Equal(bytes, Encoding.UTF8.GetString(_serializer.ToBinary(query)));
        Assert.Equal(query, _serializer.FromBinary(Encoding.UTF8.GetBytes(bytes), "run-query"));
    }

    [Fact]
    public void An_event_from_before_a_field_existed_is_read_without_it()
    {
        var old = """{"event":{"type":"run-budget-added","steps":120},"at":"2026-01-02T03:04:05+00:00"}"""u8.ToArray();

        var read = (Recorded<RunEvent>)_serializer.FromBinary(old, "run-event");

        Assert.Equal(new Recorded<RunEvent>(new RunEvent.BudgetAdded(120, null), At, null, null), read);
    }

    [Fact]
    public void Every_member_is_applied_to_a_state_that_can_have_it()
    {
        var run = RunState.Empty.Apply(
            new RunEvent.Started(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40, 80), ""));
        var branch = Samples.All(_system.DeadLetters)
            .OfType<BranchEvent.Opened>()
            .Aggregate(BranchState.Empty, (state, e) => state.Apply(e));

        Assert.All(Samples.All(_system.DeadLetters).OfType<RunEvent>(), e => Assert.NotNull(run.Apply(e)));
        Assert.All(Samples.All(_system.DeadLetters).OfType<BranchEvent>(), e => Assert.NotNull(branch.Apply(e)));
    }

    [Fact]
    public async Task A_real_journal_names_no_type_of_ours_or_of_the_platform()
    {
        using var home = new TemporaryDirectory();

        await using (
            var runtime =
                await RuntimeProcess.StartAsync(home.Path, new FakeTrainers(), new MemoryStore(), snapshotEvery: 5))
        {
            await runtime.StartRunAsync(Specs.Of(PolicyKind.WarmupStableDecay, 40, 80));
            await runtime.UntilAsync(run => run.Status == "completed");
            await runtime.SendAsync(new RunCommand.AddBudget(100));
            await runtime.UntilAsync(run => run.Status == "completed");
        }

        var text = string.Concat(
            Directory.GetFiles(home.Path).Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))));
        Assert.Contains("branch-steps-taken", text, StringComparison.Ordinal);
        Assert.All(["Riverrun.", "System.", "Akka."], name =>
            Assert.DoesNotContain(name, text, StringComparison.Ordinal));
    }

    private static object Stored(object sample) => sample switch
    {
        RunEvent e => new Recorded<RunEvent>(e, At, null, "command-1"),
        BranchEvent e => new Recorded<BranchEvent>(e, At, null, null),
        PlacementEvent e => new Recorded<PlacementEvent>(e, At, null, null),
        _ => sample,
    };

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
