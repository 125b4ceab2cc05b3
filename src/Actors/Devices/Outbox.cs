namespace Riverrun.Actors.Devices;

/// <summary>Reports that the branch has yet to store, in their order. They are repeated until it has.</summary>
internal sealed class Outbox
{
    /// <summary>So many are repeated at once.</summary>
    public const int MostAtOnce = 256;

    private readonly SortedDictionary<long, DeviceReport> _reports = [];
    private long _last;
    private long _oldestAtLastRepeat;

    /// <summary>Slices of steps among them.</summary>
    public int Slices { get; private set; }

    public bool IsEmpty => _reports.Count == 0;

    /// <summary>Keeps a report and gives it its number.</summary>
    public DeviceReport Add(DeviceReport report)
    {
        var numbered = report with { Number = ++_last };
        _reports.Add(numbered.Number, numbered);
        Slices += numbered is DeviceReport.Progressed ? 1 : 0;

        return numbered;
    }

    /// <summary>The branch has stored that report.</summary>
    public void Remove(long number)
    {
        if (_reports.Remove(number, out var report))
            Slices -= report is DeviceReport.Progressed ? 1 : 0;
    }

    /// <summary>
    /// What to repeat now: the oldest reports, for a branch that was away takes them in order; none while the oldest
    /// one is new since this was last asked.
    /// </summary>
    public IReadOnlyList<DeviceReport> Unanswered()
    {
        var oldest = _reports.Keys.FirstOrDefault(); // Numbers begin at 1.
        var waits = oldest > 0 && oldest == _oldestAtLastRepeat;
        _oldestAtLastRepeat = oldest;

        return waits ? [.. _reports.Values.Take(MostAtOnce)] : [];
    }
}
