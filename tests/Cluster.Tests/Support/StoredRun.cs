using System.Globalization;
using System.Text.Json.Nodes;

namespace Riverrun.Cluster.Tests.Support;

/// <summary>What the journal holds of a run, and what must be true of it whatever was killed.</summary>
public sealed class StoredRun(string run, IReadOnlyList<JsonObject> events)
{
    /// <summary>All events, oldest first.</summary>
    public IReadOnlyList<JsonObject> Events => events;

    /// <summary>The events of one branch, oldest first.</summary>
    public IReadOnlyList<JsonObject> Of(string branch) => [.. events.Where(e => Entity(e) == $"branch/{run}/{branch}")];

    /// <summary>The events of one branch and one type.</summary>
    public IReadOnlyList<JsonObject> Of(string branch, string type) => [.. Of(branch).Where(e => Type(e) == type)];

    /// <summary>The names of the branches.</summary>
    public IReadOnlyList<string> Branches =>
        [.. events.Select(Entity).Where(entity => entity.StartsWith("branch/", StringComparison.Ordinal)).Distinct()
            .Select(entity => entity.Split('/')[2])];

    /// <summary>
    /// All leases of all branches, those of one branch oldest first. Steps are stored under the lease that their branch
    /// had then.
    /// </summary>
    public IReadOnlyList<StoredLease> Leases => [.. Branches.SelectMany(LeasesOf)];

    /// <summary>When an event was decided.</summary>
    public static DateTimeOffset At(JsonObject e) =>
        DateTimeOffset.Parse(e["at"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    /// <summary>The step that is reached when a slice has been trained.</summary>
    public static long Reached(JsonObject steps) =>
        steps["firstStep"]!.GetValue<long>() + steps["losses"]!.AsArray().Count;

    /// <summary>
    /// No branch has a gap or a double step; steps are stored only under a lease, of which each ends before the next
    /// begins and has a greater epoch; and no device ever holds two branches under one epoch.
    /// </summary>
    public void MustHold()
    {
        foreach (var branch in Branches)
            BranchMustHold(branch);

        EachIsHeldOnce(Granted);
    }

    /// <summary>Each device with each epoch under which a branch has taken it.</summary>
    public IEnumerable<string> Granted =>
        events.Where(e => Type(e) == "branch-lease-taken").Select(e => $"{e["device"]} {e["epoch"]}");

    /// <summary>No device was held by two branches under one epoch, whatever runs they belong to.</summary>
    public static void EachIsHeldOnce(IEnumerable<string> granted) =>
        Assert.Empty(granted.GroupBy(lease => lease).Where(lease => lease.Count() > 1).Select(lease => lease.Key));

    /// <summary>No step was trained twice: who had a lease has saved what it reached before it gave it back.</summary>
    public void MustRepeatNothing()
    {
        string[] telling =
            ["branch-lease-taken", "branch-lease-lost", "branch-checkpoint-saved", "branch-report-refused",
                "branch-replay-checked"];

        foreach (var branch in Branches)
            Assert.True(
                Of(branch, "branch-replay-checked").Count == 0,
                string.Join('\n', Of(branch).Where(e => telling.Contains(Type(e))).Select(e => e.ToJsonString())));
    }

    private List<StoredLease> LeasesOf(string branch)
    {
        var leases = new List<StoredLease>();

        foreach (var e in Of(branch))
            switch (Type(e))
            {
                case "branch-lease-taken":
                    leases.Add(new StoredLease(
                        branch, e["epoch"]!.GetValue<long>(), At(e), [], null, null, null, null));
                    break;
                case "branch-steps-taken":
                    leases[^1] = leases[^1] with { Slices = [.. leases[^1].Slices, At(e)], Reached = Reached(e) };
                    break;
                case "branch-checkpoint-saved" when leases.Count > 0:
                    leases[^1] = leases[^1] with { Saved = e["step"]!.GetValue<long>() };
                    break;
                case "branch-lease-lost":
                    leases[^1] = leases[^1] with { EndedAt = At(e), Cause = e["cause"]!.GetValue<string>() };
                    break;
            }

        return leases;
    }

    private void BranchMustHold(string branch)
    {
        var next = Of(branch, "branch-opened")[0]["order"]!["plan"]!["start"]!["step"]!.GetValue<long>();
        long? lease = null;
        var lastEpoch = 0L;

        foreach (var e in Of(branch))
            switch (Type(e))
            {
                case "branch-lease-taken":
                    Assert.True(lease is null, $"{run}/{branch} took a lease while it had one.");
                    lease = e["epoch"]!.GetValue<long>();
                    Assert.True(lease > lastEpoch, $"{run}/{branch} took epoch {lease} after {lastEpoch}.");
                    lastEpoch = lease.Value;
                    break;
                case "branch-lease-lost":
                    lease = null;
                    break;
                case "branch-steps-taken":
                    Assert.True(lease is not null, $"{run}/{branch} stored steps without a lease.");
                    var first = e["firstStep"]!.GetValue<long>();
                    Assert.True(next == first,
                        $"{run}/{branch} goes on at step {first} after {next - 1}.\n{Around(branch, e)}");
                    next = Reached(e);
                    break;
            }
    }

    /// <summary>What the journal holds of a branch around an event, for the message of a failure.</summary>
    private string Around(string branch, JsonObject e)
    {
        var all = Of(branch).ToList();
        var at = all.IndexOf(e);

        return string.Join('\n', all.Take(Math.Max(0, at - 12)..(at + 6)).Select(near =>
        {
            var text = near.ToJsonString();

            return text.Length > 300 ? text[..300] : text;
        }));
    }

    private static string Entity(JsonObject e) => e["entity"]!.GetValue<string>();

    private static string Type(JsonObject e) => e["type"]!.GetValue<string>();
}
