using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Riverrun.Host.Tests.Processes;

/// <summary>A copy of a home that an earlier build left half-way; <c>Earlier/README.md</c> says more.</summary>
internal sealed class EarlierHome : IDisposable
{
    private const string PlaceOfItsText = "/tmp/earlier/";
    private readonly TemporaryHome _home = new();

    /// <summary>A copy of the home <paramref name="name"/>.</summary>
    public EarlierHome(string name)
    {
        Name = name;
        var from = Path.Combine(Repository.Root, "tests", "Host.Tests", "Processes", "Earlier", name);

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(IsText(file) ? Beside : _home.Path, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        File.WriteAllText(Spec, Here(File.ReadAllText(Spec)));
        Execute(Here(File.ReadAllText(Path.Combine(Beside, "journal.sql"))));
    }

    /// <summary>The run in it.</summary>
    public string Name { get; }

    /// <summary>The home.</summary>
    public TemporaryHome Home => _home;

    /// <summary>What the run was started with.</summary>
    public string Spec => Path.Combine(Beside, "spec.conf");

    private string Beside => Path.GetDirectoryName(_home.Path)!;

    /// <summary>The stored events, oldest first, as they lie in the journal.</summary>
    public IReadOnlyList<string> Stored()
    {
        var rows = new List<string>();
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT persistence_id, sequence_number, CAST(message AS TEXT) FROM journal ORDER BY ordering";
        using var reader = command.ExecuteReader();

        while (reader.Read())
            rows.Add($"{reader.GetString(0)} {reader.GetInt64(1)} {reader.GetString(2)}");

        return rows;
    }

    /// <summary>
    /// The delivered models: budget, and SHA-256 of the tensors, for what is said of the build may differ.
    /// </summary>
    public IReadOnlyList<(long Budget, string Tensors)> Models(JsonObject view) =>
    [
        .. view["budgets"]!.AsArray().Select(budget => (
            budget!["steps"]!.GetValue<long>(), Tensors(budget["checkpoint"]!.GetValue<string>()["sha256:".Length..]))),
    ];

    /// <inheritdoc/>
    public void Dispose() => _home.Dispose();

    private static bool IsText(string file) => Path.GetExtension(file) is ".conf" or ".sql" or ".txt";

    private string Here(string text) => text.Replace(PlaceOfItsText, Beside + "/", StringComparison.Ordinal);

    private string Tensors(string digest)
    {
        var file = File.ReadAllBytes(Path.Combine(_home.Path, "checkpoints", digest[..2], digest[2..]));
        var header = sizeof(long) + (int)BitConverter.ToInt64(file);

        return Convert.ToHexStringLower(SHA256.HashData(file.AsSpan(header)));
    }

    private void Execute(string sql)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_home.Path, "journal.db")};Pooling=False");
        connection.Open();

        return connection;
    }
}
