using Microsoft.Data.Sqlite;

namespace Riverrun.Actors.Journals;

/// <summary>Opens a SQLite file for reading, also where nothing can be written beside it.</summary>
internal sealed class SqliteReading : IDisposable
{
    private readonly DirectoryInfo? _copy;

    private SqliteReading(SqliteConnection connection, DirectoryInfo? copy = null) =>
        (Connection, _copy) = (connection, copy);

    /// <summary>
    /// The connection; whoever writes to the file, each question sees what is committed, and only that.
    /// </summary>
    public SqliteConnection Connection { get; }

    /// <summary>Opens the file.</summary>
    /// <exception cref="SqliteException">It is no database, or a damaged one.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read it.</exception>
    public static SqliteReading Open(string file)
    {
        using (File.OpenRead(file))
        {
        }

        try
        {
            return new SqliteReading(Opened(file));
        }
        catch (SqliteException cause) when (
            cause.SqliteErrorCode is SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY)
        {
            return OpenBeside(file);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Connection.Dispose();
        _copy?.Delete(recursive: true);
    }

    /// <summary>
    /// SQLite wants to make a file beside a database with a write-ahead log, even to read it. Where it cannot, no
    /// process writes: the file is read as it is; or, where a killed process left a log, a copy of both.
    /// </summary>
    private static SqliteReading OpenBeside(string file)
    {
        var log = file + "-wal";

        if (!File.Exists(log) || new FileInfo(log).Length == 0)
            return new SqliteReading(
                Opened($"file:{Uri.EscapeDataString(file).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1"));

        var copy = Directory.CreateTempSubdirectory("riverrun-journal-");

        try
        {
            var copied = Path.Combine(copy.FullName, Path.GetFileName(file));
            File.Copy(file, copied);
            File.Copy(log, copied + "-wal");

            return new SqliteReading(Opened(copied), copy);
        }
        catch
        {
            copy.Delete(recursive: true);
            throw;
        }
    }

    private static SqliteConnection Opened(string source)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ConnectionString);

        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM sqlite_master"; // Not quick_check, which reads the whole file.
            command.ExecuteScalar();

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
