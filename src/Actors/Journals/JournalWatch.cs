using Akka.Actor;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Settings;

namespace Riverrun.Actors.Journals;

/// <summary>
/// Looks at a journal in files now and then. Where shards stand between an entity and its journal, it is they that fail
/// on a broken one, and try again for ever.
/// </summary>
internal sealed class JournalWatch : UntypedActor, IWithTimers
{
    /// <summary>So many looks in a row must find it broken.</summary>
    private const int MostProblems = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly JournalConfig.Sqlite _files;
    private int _problems;

    public JournalWatch(JournalConfig.Sqlite files) => _files = files;

    public ITimerScheduler Timers { get; set; } = null!; // Akka sets it before PreStart.

    protected override void PreStart() =>
        SqliteJournal.UntilMadeAsync(_files).PipeTo(Self, success: () => Made.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Made:
                Timers.StartPeriodicTimer("look", Look.Instance, Interval);
                break;
            case Look:
                Task.Run(() => SqliteJournal.TablesProblem(_files)).PipeTo(Self, success: problem => new Seen(problem));
                break;
            case Seen { Problem: null }:
                _problems = 0;
                break;
            case Seen { Problem: { } problem } when ++_problems >= MostProblems:
                Context.System.EventStream.Publish(
                    new WorldBroken(
                        $"The journal could not be read: {problem} Everything acknowledged before is stored."));
                break;
        }
    }

    private sealed record Seen(string? Problem);

    private sealed class Made
    {
        public static Made Instance { get; } = new();
    }

    private sealed class Look
    {
        public static Look Instance { get; } = new();
    }
}
