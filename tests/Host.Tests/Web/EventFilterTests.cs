using System.Text.Json.Nodes;
using Riverrun.Actors.Edge;
using Riverrun.Host.Web;

namespace Riverrun.Host.Tests.Web;

public sealed class EventFilterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static readonly EventView[] Stored =
    [
        Event(3, 0, "run/r", "run-started"),
        Event(5, 1, "run/r", "run-branch-opened", "river"),
        Event(6, 1, "branch/r/river", "branch-opened"),
        Event(7, 20, "branch/r/river", "branch-steps-taken"),
        Event(9, 30, "run/r", "run-branch-opened", "side"),
        Event(12, 31, "branch/r/side", "branch-steps-taken"),
        Event(13, 32, "branch/r/river-2", "branch-steps-taken"),
    ];

    [Theory]
    [InlineData(null, null, null, "3 5 6 7 9 12 13")]
    [InlineData("branch-steps-taken", null, null, "7 12 13")]
    [InlineData("branch-steps-taken,run-started", null, null, "3 7 12 13")]
    [InlineData(null, "river", null, "5 6 7")]
    [InlineData(null, "side", null, "9 12")]
    [InlineData("run-branch-opened", "side", null, "9")]
    [InlineData(null, null, "7", "7 9 12 13")]
    [InlineData(null, null, "2026-11-30T12:30:00Z", "9 12 13")]
    [InlineData(null, null, "2026-11-30T13:31+01:00", "12 13")]
    [InlineData(null, null, "15m", "9 12 13")]
    [InlineData("branch-steps-taken", "river", "25m", "7")]
    public void Types_branch_and_time_select(string? types, string? branch, string? since, string sequences)
    {
        var filter = EventFilter.Parse(types is null ? null : [types], branch, since, Noon.AddMinutes(40));

        Assert.Equal(sequences, string.Join(' ', Stored.Where(filter.Wants).Select(stored => stored.Sequence)));
    }

    [Theory]
    [InlineData("branch-checkpoint-svaed", "perhaps you meant branch-checkpoint-saved.")]
    [InlineData("steps-taken", "perhaps you meant branch-steps-taken.")]
    [InlineData("Run-Started", "perhaps you meant run-started.")]
    [InlineData("something-else-altogether", "there are run-started, run-budget-added, ")]
    public void A_type_that_does_not_exist_is_refused_with_what_may_be_meant(string type, string hint)
    {
        var wrong = Assert.Throws<FormatException>(() => EventFilter.Parse(["run-started", type], null, null, Noon));

        Assert.StartsWith($"There is no type of event {type}; {hint}", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("-5m")]
    [InlineData("1e300h")]
    [InlineData("900000000h")]
    [InlineData("-3")]
    [InlineData("")]
    public void A_time_that_is_none_is_refused(string since)
    {
        Assert.Contains(
            EventFilter.SinceIs,
            Assert.Throws<FormatException>(() => EventFilter.Parse(null, null, since, Noon)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_the_last_and_what_follows_the_last()
    {
        Assert.Equal([7L, 12], await Select(limit: 2, last: null, follow: false));
        Assert.Equal([12L, 13], await Select(limit: null, last: 2, follow: false));
        Assert.Equal([7L, 12, 13], await Select(limit: null, last: 9, follow: false));
        Assert.Equal([13L, 14], await Select(limit: null, last: 1, follow: true));
        Assert.NotNull(new EventSelection(Steps, 1, 1).Problem);
        Assert.NotNull(new EventSelection(Steps, 0, null).Problem);
        Assert.NotNull(new EventSelection(Steps, null, -1).Problem);
        Assert.Null(new EventSelection(Steps, 1, null).Problem);
    }

    [Fact]
    public async Task Whoever_asks_from_a_sequence_on_does_not_read_what_was_before()
    {
        long? read = null;
        var selection = new EventSelection(EventFilter.Parse(null, null, "9", Noon), null, null);

        await foreach (
            var _ in selection.FromAsync(
                (after, _) => Read(read = after), 2, false, TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal(8, read);
    }

    private static EventFilter Steps => EventFilter.Parse(["branch-steps-taken"], null, null, Noon);

    private static async Task<List<long>> Select(int? limit, int? last, bool follow)
    {
        var taken = new List<long>();

        await foreach (var stored in new EventSelection(Steps, limit, last)
            .FromAsync((after, stay) => Read(after, stay), 0, follow, TestContext.Current.CancellationToken))
            taken.Add(stored.Sequence);

        return taken;
    }

    private static async IAsyncEnumerable<EventView> Read(long? after, bool stay = false)
    {
        await Task.Yield();

        foreach (var stored in (EventView[])[
            .. Stored, .. stay ? [Event(14, 33, "branch/r/river", "branch-steps-taken")] : Array.Empty<EventView>()])
            if (stored.Sequence > after)
                yield return stored;
    }

    private static EventView Event(long sequence, int minute, string entity, string type, string? branch = null) => new(
        sequence, Noon.AddMinutes(minute), entity, type, branch is null ? [] : new JsonObject { ["branch"] = branch },
        null);
}
