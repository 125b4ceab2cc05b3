using System.Collections.Concurrent;
using System.Diagnostics;

namespace Riverrun.Cluster.Tests.Support;

/// <summary>Keeps the text of each statement that this process sends to a PostgreSQL from now on.</summary>
public sealed class Statements : IDisposable
{
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly ActivityListener _listener;

    /// <summary>Listens.</summary>
    /// <param name="session">Only to sessions whose connection string has this in it; empty for all.</param>
    public Statements(string session = "")
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if ($"{activity.GetTagItem("db.npgsql.data_source")}".Contains(session, StringComparison.Ordinal))
                    _texts.Enqueue($"{activity.GetTagItem("db.query.text")}");
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The texts so far.</summary>
    public IReadOnlyCollection<string> Texts => _texts;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
