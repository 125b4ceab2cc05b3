using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Riverrun.Actors.Coordination;
using Riverrun.Actors.EventSourcing;

namespace Riverrun.Actors.Clustering;

/// <summary>
/// Joins the cluster of the other coordinators, and founds one only when the journal's database says that there is
/// none. Akka's own first seed node founds a cluster whenever the others do not answer it: started again in the middle
/// of a partition it would be a second cluster, which no resolver ever sees.
/// </summary>
internal sealed class ClusterFounder : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly MembershipTable _table;
    private readonly IReadOnlyList<Address> _others;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Founding _founding;
    private bool _asking;

    public ClusterFounder(MembershipTable table, IReadOnlyList<Address> coordinators)
    {
        _table = table;
        _others = [.. coordinators.Where(address => address != _cluster.SelfAddress)];
        _founding = new Founding(HasOthers: _others.Count > 0);
    }

    public ITimerScheduler Timers { get; set; } = null!; // Akka sets it before PreStart.

    private bool IsMember => _cluster.State.Members.Any(member => member.UniqueAddress == _cluster.SelfUniqueAddress);

    protected override void PreStart()
    {
        if (_others.Count > 0)
            _cluster.JoinSeedNodes(_others);

        Timers.StartPeriodicTimer("tick", Tick.Instance, TimeSpan.Zero, Interval);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick:
                Ask();
                break;
            case MayFound { Answer: true } when !IsMember:
                _asking = false;
                _founding = _founding.Found();
                _log.Info("No coordinator is a member of a cluster; {Self} founds one", _cluster.SelfAddress);
                _cluster.Join(_cluster.SelfAddress);
                break;
            case Present present:
                _asking = false;
                Compare(present.Members);
                break;
            case MayFound or Status.Failure:
                _asking = false; // The database is away: nothing is founded, and the next tick asks again.
                break;
        }
    }

    private void Ask()
    {
        _founding = _founding.Tick();

        if (_asking)
            return;

        if (IsMember)
            _table.AppearAsync(CancellationToken.None).PipeTo(Self, success: members => new Present(members));
        else if (_founding.IsConsidered)
            _table.MayFoundAsync(CancellationToken.None).PipeTo(Self, success: may => new MayFound(may));
        else
            return;

        _asking = true;
    }

    private void Compare(IReadOnlyList<string> present)
    {
        var (ours, active) = (Addresses(_cluster.State.Members), Addresses(Active()));
        (_founding, var strangers) = _founding.Look(present, ours, active);

        if (_founding.IsAstray)
            Context.System.EventStream.Publish(new WorldBroken(
                $"{string.Join(", ", active.Except(present))} of this cluster never appeared in the journal's "
                + "database that this coordinator has, "
                + "but in another one or in none; riverrun.journal.postgresql (RIVERRUN_JOURNAL) must name the same "
                + "for all, and localhost is another on each machine."));

        if (strangers.Count == 0)
            return;

        _log.Warning("There is another cluster with {Strangers}; this one gives way", string.Join(", ", strangers));
        _cluster.Down(_cluster.SelfAddress);
    }

    private IEnumerable<Member> Active() =>
        _cluster.State.Members.Where(
            member => member.Status == MemberStatus.Up && !_cluster.State.Unreachable.Contains(member));

    private static List<string> Addresses(IEnumerable<Member> members) =>
        [.. members.Select(member => member.Address.ToString())];

    private sealed record MayFound(bool Answer);

    private sealed record Present(IReadOnlyList<string> Members);

    private sealed class Tick
    {
        public static Tick Instance { get; } = new();
    }
}
