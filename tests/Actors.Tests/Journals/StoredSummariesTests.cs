using Microsoft.Data.Sqlite;
using Riverrun.Actors.Branches;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Journals;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Tests.Support;
using Riverrun.Models.Plans;

namespace Riverrun.Actors.Tests.Journals;

public sealed class StoredSummariesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A device that comes and goes stores two events each time and takes no step.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(100)]
    public async Task The_steps_of_a_branch_are_told_whatever_it_has_stored_since(int later)
    {
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(Cancel);
        List<object> events =
        [
            At<RunEvent>(0, new RunEvent.Started(Specs.Of(PolicyKind.WarmupStableDecaySimplified, 40, 80), "source")),
            At<RunEvent>(0, new RunEvent.BranchOpened("river", null)),
            At<BranchEvent>(1, new BranchEvent.StepsTaken(0, [3f, 2f, 1f], [0.1, 0.1, 0.1], [1f, 1f, 1f], 1, 1)),
            .. Enumerable.Repeat<object>(new Undecoded("branch-event", null), later),
        ];

        Execute(connection,
            "CREATE TABLE journal(persistence_id TEXT, sequence_number INTEGER, message BLOB, identifier INTEGER, "
                + "manifest TEXT)");

        for (var at = 0; at < events.Count; at++)
            Execute(connection,
                $"INSERT INTO journal VALUES('{(at < 2 ? "run/test-run" : "branch/test-run/river")}', "
                    + $"{(at < 2 ? at + 1 : at - 1)}, x'00', {at}, '')");

        var summary =
            Assert.Single(await new StoredSummaries((_, index, _) => events[index]).ReadAsync(connection, Cancel));

        Assert.Equal((3L, 3L, Noon.AddMinutes(1)), (summary.Step, summary.SpentSteps, summary.UpdatedAt));
    }

    private static Recorded<T> At<T>(int minute, T happened) => new(happened, Noon.AddMinutes(minute), null, null);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
