using System.CommandLine;
using System.Globalization;
using Riverrun.Actors.Checkpoints;
using Riverrun.Host.Api;

namespace Riverrun.Host.Cli;

/// <summary><c>gc [--dry-run]</c>: deletes what nothing can reach, and says why the rest stays.</summary>
internal static class CollectVerb
{
    /// <summary>The command.</summary>
    public static Command Command()
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what would be deleted; deletes nothing." };

        return new Command("gc", "Deletes checkpoints that no branch, budget or pin can reach.") { dryRun }
            .Does(async (parsed, invocation, cancel) =>
            {
                await using var session = await invocation.OpenAsync(cancel);
                var report = await session.Client.CollectAsync(parsed.GetValue(dryRun), cancel);
                await invocation.TellAsync(report, ApiJson.Default.CollectionReport, Text);

                return ExitCode.Done;
            });
    }

    private static string Text(CollectionReport report)
    {
        var table = new TextTable("", "RUN", "BRANCH", "STEP", "CHECKPOINT", "KIB", "WHY");

        foreach (var kept in report.Kept)
            Row("keep", kept);

        foreach (var deleted in report.Deleted)
            Row(report.DryRun ? "would delete" : "deleted", deleted);

        void Row(string fate, CollectedCheckpoint blob) => table.Row(
            fate, blob.Run ?? "-", blob.Branch ?? "-", blob.Step?.ToString(CultureInfo.InvariantCulture) ?? "-",
            blob.Digest.Hex[..12], Kib(blob.Bytes), blob.Reason);

        return $"{table}{(report.DryRun ? "Would free" : "Freed")} "
            + $"{Kib(report.Deleted.Sum(deleted => deleted.Bytes))} KiB.";
    }

    private static string Kib(long bytes) => (bytes / 1024).ToString(CultureInfo.InvariantCulture);
}
