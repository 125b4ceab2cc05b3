using System.Diagnostics;
using System.Net;
using Npgsql;

namespace Riverrun.Cluster.Tests.Support;

/// <summary>
/// A PostgreSQL of a test's own: its files in a temporary directory, a free port on 127.0.0.1, gone when the test is.
/// As an <c>IClassFixture</c> it starts once per class; each test may take a database of its own.
/// </summary>
public sealed class PostgreSqlServer : IAsyncLifetime
{
    /// <summary>The user's password, which no message may show.</summary>
    public const string Password = "correct horse";

    private const string User = "riverrun";

    private static readonly string? Binaries = FindBinaries();

    private readonly string _directory = Directory.CreateTempSubdirectory("riverrun-pg-").FullName;
    private Process? _process;
    private int _databases;

    /// <summary>
    /// Whether every commit is forced to disk; needed only where the machine loses power, for a killed server loses
    /// nothing that it has written. A kill may tear the page it is writing, so full_page_writes stays on.
    /// </summary>
    public bool IsDurable { get; init; }

    /// <summary>An address besides 127.0.0.1 on which it listens, and whence it is reached; null for none.</summary>
    public IPAddress? AlsoOn { get; init; }

    /// <summary>Its port on 127.0.0.1, the same after a restart.</summary>
    public int Port { get; private set; }

    /// <summary>The process id of the postmaster.</summary>
    public int Id => Running.Id;

    /// <summary>How to reach the database that is there from the beginning.</summary>
    public string ConnectionString
    {
        get
        {
            SkipUnlessInstalled();

            return To("postgres");
        }
    }

    private Process Running => _process ?? throw new InvalidOperationException("The server has not been started.");

    private string Data => Path.Combine(_directory, "data");

    /// <summary>Starts a server; skips the test where PostgreSQL is not installed.</summary>
    public static async Task<PostgreSqlServer> StartAsync(
        CancellationToken cancel, bool durable = false, IPAddress? alsoOn = null)
    {
        var server = new PostgreSqlServer { IsDurable = durable, AlsoOn = alsoOn };

        try
        {
            await server.StartAllAsync(cancel);

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!IsInstalled)
            return; // A fixture cannot skip; what a test asks it for does.

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await StartAllAsync(patience.Token);
    }

    /// <summary>Whether there is a server to start.</summary>
    public static bool IsInstalled => Binaries is not null;

    /// <summary>Skips the test that calls it where there is no server to start.</summary>
    public static void SkipUnlessInstalled()
    {
        if (!IsInstalled)
            Assert.Skip("PostgreSQL is not installed: apt-get install postgresql.");
    }

    /// <summary>Makes an empty database; the answer is how to reach it.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancel)
    {
        SkipUnlessInstalled();
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name}", cancel);

        return To(name);
    }

    /// <summary>Runs SQL in the database that is there from the beginning, or in another one.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancel, string? connectionString = null)
    {
        await using var connection = new NpgsqlConnection((connectionString ?? ConnectionString) + ";Pooling=false");
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Ends the postmaster and its children as <c>kill -9</c> does.</summary>
    public async Task KillAsync(CancellationToken cancel)
    {
        ProcessTree.Signal(Id, "STOP"); // It is to have no child that is not seen here.
        var children = ProcessTree.ChildrenOf(Id);
        Running.Kill();

        foreach (var child in children)
            ProcessTree.Signal(child, "KILL");

        await Running.WaitForExitAsync(cancel);

        while (children.Any(child => ProcessTree.ParentOf(child) is not null))
            await Task.Delay(10, cancel);
    }

    /// <summary>
    /// Stops every process of the server where it is, as a frozen machine would, until <see cref="Continue"/>.
    /// </summary>
    public void Freeze()
    {
        foreach (var id in ProcessTree.ChildrenOf(Id).Prepend(Id))
            ProcessTree.Signal(id, "STOP");
    }

    /// <summary>Lets a frozen server go on.</summary>
    public void Continue()
    {
        foreach (var id in ProcessTree.ChildrenOf(Id).Prepend(Id))
            ProcessTree.Signal(id, "CONT");
    }

    /// <summary>Starts it again on the same port, after <see cref="KillAsync"/>.</summary>
    public async Task RestartAsync(CancellationToken cancel)
    {
        if (!Running.HasExited)
            await KillAsync(cancel);

        Running.Dispose();
        await LaunchAsync(cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        if (_process is { HasExited: false })
            await KillAsync(patience.Token);

        _process?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartAllAsync(CancellationToken cancel)
    {
        SkipUnlessInstalled();
        var passwords = Path.Combine(_directory, "password");
        await File.WriteAllTextAsync(passwords, Password, cancel);
        Directory.CreateDirectory(Data);

        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", ["-R", UserToRunAs(), _directory], cancel);

        await RunAsync(
            Words(Path.Combine(Binaries!, "initdb"), "-D", Data, "-U", User, "--pwfile", passwords, "-A",
                "scram-sha-256", "--no-sync", "-E", "UTF8", "--locale=C"),
            cancel);

        if (AlsoOn is not null)
            await File.AppendAllTextAsync(
                Path.Combine(Data, "pg_hba.conf"), $"host all all {AlsoOn}/24 scram-sha-256\n", cancel);

        Port = FreePort.Find();
        await LaunchAsync(cancel);
    }

    private async Task LaunchAsync(CancellationToken cancel)
    {
        var durable = IsDurable ? "on" : "off";
        string[] settings =
        [
            $"port={Port}",
            $"listen_addresses={string.Join(',', new[] { IPAddress.Loopback, AlsoOn }.OfType<IPAddress>())}",
            $"unix_socket_directories={_directory}", $"fsync={durable}",
            "max_connections=200", "shared_buffers=32MB", "dynamic_shared_memory_type=mmap", "autovacuum_naptime=10min",
            "log_min_messages=fatal",
        ];
        var words = Words(
            Path.Combine(Binaries!, "postgres"),
            ["-D", Data, .. settings.SelectMany(setting => new[] { "-c", setting })]);
        _process = Process.Start(
            new ProcessStartInfo(
                words[0], words[1..])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                WorkingDirectory = _directory
            })!;
        var said = Running.StandardError.ReadToEndAsync(CancellationToken.None);

        while (!await AnswersAsync(cancel))
        {
            if (Running.HasExited)
                throw new InvalidOperationException($"PostgreSQL did not start: {await said}");

            await Task.Delay(50, cancel);
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        try
        {
            await ExecuteAsync("SELECT 1", cancel);

            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private string To(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = (AlsoOn ?? IPAddress.Loopback).ToString(),
        Port = Port,
        Database = database,
        Username = User,
        Password = Password,
    }.ConnectionString;

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static string[] Words(string program, params IEnumerable<string> words) => Environment.IsPrivilegedProcess
        ? ["setpriv", $"--reuid={UserToRunAs()}", $"--regid={GroupOf(UserToRunAs())}", "--clear-groups", program,
            .. words]
        : [program, .. words];

    private static string UserToRunAs() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal))
            ? "postgres" : "nobody";

    private static string GroupOf(string user) =>
        File.ReadLines("/etc/passwd").First(line => line.StartsWith($"{user}:", StringComparison.Ordinal))
            .Split(':')[3];

    private static Task RunAsync(string program, IEnumerable<string> words, CancellationToken cancel) =>
        RunAsync([program, .. words], cancel);

    private static async Task RunAsync(string[] words, CancellationToken cancel)
    {
        using var process =
            Process.Start(
                new ProcessStartInfo(
                    words[0], words[1..])
                {
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                    WorkingDirectory = "/"
                })!;
        var said = Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        await process.WaitForExitAsync(cancel);

        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{words[0]} failed: {string.Concat(await said)}");
    }

    private static string? FindBinaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql")
            .Select(version => Path.Combine(version, "bin"))
            .LastOrDefault(
                bin => File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "postgres")))
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .FirstOrDefault(
                bin => File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "postgres")));
}
