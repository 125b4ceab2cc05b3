namespace Riverrun.Host.Tests.Processes;

/// <summary>A home with a completed run, trained once and copied for each test that harms it.</summary>
public sealed class FinishedRun : IAsyncLifetime
{
    private readonly TemporaryHome _home = new();

    /// <summary>The home itself: for tests that only look.</summary>
    public TemporaryHome Home => _home;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var (code, _, error) = await RiverrunProcess.RunAsync(_home.Path, patience.Token, TemporaryHome.SmallRun);
        Assert.True(code == 0, error);
    }

    /// <summary>A copy that may be damaged.</summary>
    public TemporaryHome Copy()
    {
        var copy = new TemporaryHome();

        foreach (var file in Directory.EnumerateFiles(_home.Path, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy.Path, Path.GetRelativePath(_home.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _home.Dispose();

        return ValueTask.CompletedTask;
    }
}
