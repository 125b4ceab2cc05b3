using Microsoft.Data.Sqlite;

namespace Riverrun.Host.Tests.Processes;

/// <summary>A run that was trained where there was more memory.</summary>
public sealed class FinishedTooLargeTests(FinishedRun finished) : IClassFixture<FinishedRun>
{
    private static readonly string[] Larger = [.. TemporaryHome.SmallRun, "--set", "data.batch=500000000"];

    [Fact]
    public async Task A_completed_run_that_no_longer_fits_shows_its_outcome_and_one_that_is_to_be_trained_is_refused()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var home = finished.Copy();
        MakeLarger(home.Path);

        var (code, output, error) = await RiverrunProcess.RunAsync(home.Path, cancel, Larger);
        var (other, _, refused) = await RiverrunProcess.RunAsync(home.Path, cancel, [.. Larger, "--name", "other"]);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("report.html", output, StringComparison.Ordinal);
        Assert.Equal(2, other);
        Assert.StartsWith("Run other needs at least ", refused, StringComparison.Ordinal);
    }

    /// <summary>As if it had been trained with that batch.</summary>
    private static void MakeLarger(string home)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(home, "journal.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            UPDATE journal SET message = CAST(replace(replace(CAST(message AS TEXT), '"batch":{"size":4', '"batch":{"size":500000000'),
                'data.batch = 4', 'data.batch = 500000000') AS BLOB)
            WHERE persistence_id = 'run/wsd-s' AND sequence_number = 1
            """;
        Assert.Equal(1, command.ExecuteNonQuery());
        File.Delete(Path.Combine(home, "snapshots.db"));
    }
}
