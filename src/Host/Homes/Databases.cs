using Microsoft.Data.Sqlite;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Settings;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Homes;

/// <summary>Looks at journal and snapshots before the actors do, which would try again and again.</summary>
internal static class Databases
{
    /// <summary>Refuses a home whose databases cannot be read.</summary>
    /// <exception cref="HomeException">One of them is damaged, or the journal of what is there is gone.</exception>
    public static async Task CheckAsync(RuntimeSettings settings)
    {
        if (settings.Journal is not JournalConfig.Sqlite files)
            return;

        await RefuseLostJournalAsync(files, settings.CheckpointDirectory);
        Check("journal", files.JournalFile);
        Check("snapshot database", files.SnapshotFile);
    }

    /// <summary>Opens the journal of a home for who only looks.</summary>
    /// <exception cref="HomeException">It is damaged, may not be read, or is gone from what it is about.</exception>
    public static async Task<StoredRuns> ReadAsync(RuntimeSettings settings)
    {
        var files = (JournalConfig.Sqlite)settings.Journal; // Who looks at a home is no coordinator.
        await RefuseLostJournalAsync(files, settings.CheckpointDirectory);

        try
        {
            return StoredRuns.Open(files);
        }
        catch (SqliteException cause)
        {
            throw Damaged("journal", files.JournalFile, cause.Message);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new HomeException(
                $"The journal {files.JournalFile} cannot be read ({cause.Message.TrimEnd('.')}); "
                + "ask as a user who may read it, or name another --home.", cause);
        }
    }

    /// <summary>Without its journal a home looks new, and a collection would delete every checkpoint in it.</summary>
    private static async Task RefuseLostJournalAsync(JournalConfig.Sqlite files, string checkpoints)
    {
        var isThere = File.Exists(files.JournalFile)
            && (new FileInfo(files.JournalFile).Length > 0
                || new FileInfo(files.JournalFile + "-wal") is { Exists: true, Length: > 0 });

        if (isThere || !Directory.Exists(checkpoints))
            return;

        if (await CheckpointStore.ToRead(checkpoints).ListAsync(CancellationToken.None) is { Count: > 0 and var count })
            throw new HomeException(
                $"The journal {files.JournalFile} is {(File.Exists(files.JournalFile) ? "empty" : "missing")}, "
                + $"and {count} checkpoints lie beside it; put a copy in its place, or name another --home; "
                + "nothing was changed.");
    }

    private static void Check(string what, string file)
    {
        if (!File.Exists(file))
            return;

        try
        {
            using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";

            if (command.ExecuteScalar() is string finding && finding != "ok")
                throw Damaged(what, file, finding);
        }
        catch (SqliteException cause)
        {
            throw Damaged(what, file, cause.Message);
        }
    }

    private static HomeException Damaged(string what, string file, string cause) => new(
        $"The {what} {file} is damaged ({cause.ReplaceLineEndings(" ").TrimEnd('.')}); put a copy in its place, "
        + "or name another --home; nothing was changed.");
}
