namespace Riverrun.Benchmarks.Cluster;

/// <summary>
/// From the request that starts a run to the first command that its device gets, in a cluster of three processes.
/// </summary>
internal static class AdmissionBenchmark
{
    private const int Devices = 20;
    private const int OneAfterAnother = 200;
    private const int Rounds = 10;
    private const double PromisedMilliseconds = 250;

    /// <summary>Promised: p99 at most 250 ms.</summary>
    public static async Task<int> RunAsync(TextWriter output)
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMinutes(30));

        try
        {
            await using var cluster = await AdmissionCluster.StartAsync(Devices, cancel.Token);
            output.WriteLine(
                $"Two coordinators, PostgreSQL with synchronous commits, a worker process with {Devices} devices; "
                    + $"{Environment.ProcessorCount} cores.");

            var first = await AdmitAsync(cluster, OneAfterAnother, together: 1, cancel.Token);
            Say(output, $"the first {OneAfterAnother} runs of a new cluster, one after another", first);
            var alone = await AdmitAsync(cluster, OneAfterAnother, together: 1, cancel.Token);
            Say(output, $"the next {OneAfterAnother}", alone);
            await SayWhereAsync(output, cluster, alone, cancel.Token);
            var together = await AdmitAsync(cluster, Rounds, Devices, cancel.Token);
            Say(output, $"the first {Rounds} times {Devices} at once", together);
            await SayWhereAsync(output, cluster, together, cancel.Token);
            Say(output, $"the next {Rounds} times", await AdmitAsync(cluster, Rounds, Devices, cancel.Token));

            return 0;
        }
        catch (NotSupportedException missing)
        {
            output.WriteLine(missing.Message);

            return 1;
        }
    }

    private static async Task<List<Admission>> AdmitAsync(
        AdmissionCluster cluster, int times, int together, CancellationToken cancel)
    {
        var admissions = new List<Admission>();

        for (var i = 0; i < times; i++)
        {
            admissions.AddRange(
                await Task.WhenAll(Enumerable.Range(0, together).Select(_ => cluster.AdmitAsync(cancel))));
            await cluster.UntilFreeAsync(Devices, cancel);
        }

        return admissions;
    }

    private static void Say(TextWriter output, string what, List<Admission> admissions)
    {
        var begun = Percentiles(admissions.Select(admission => admission.Begun));
        output.WriteLine(
            $"{what}: first step command after p50 {begun.Median:0} ms, p95 {begun.P95:0} ms, p99 {begun.P99:0} ms, "
            + $"longest {begun.Longest:0} ms;"
            + $" p99 promised {PromisedMilliseconds} ms, {(begun.P99 <= PromisedMilliseconds ? "ok" : "missed")}");
    }

    /// <summary>
    /// Medians of the way: each event is decided before it is stored, so the time to store it counts to the next.
    /// </summary>
    private static async Task SayWhereAsync(
        TextWriter output, AdmissionCluster cluster, List<Admission> admissions, CancellationToken cancel)
    {
        string[] events = ["run-started", "branch-opened", "branch-lease-taken"];
        var ways = new List<double[]>();

        foreach (var admission in admissions)
        {
            var decided = await cluster.DecidedAsync(admission.Run, cancel);
            ways.Add([.. events.Select(type => (decided[type] - admission.At).TotalMilliseconds),
                admission.Begun.TotalMilliseconds]);
        }

        var medians = Enumerable.Range(0, events.Length + 1)
            .Select(i => Percentiles(
                ways.Select(way => TimeSpan.FromMilliseconds(i == 0 ? way[0] : way[i] - way[i - 1]))).Median).ToList();
        var accepted = Percentiles(admissions.Select(admission => admission.Accepted));
        output.WriteLine(
            $"  medians: {medians[0]:0} ms until the run decides, {medians[1]:0} ms until the branch does, "
            + $"{medians[2]:0} ms until it takes a lease,"
            + $" {medians[3]:0} ms until its device is told; the request is answered after p50 {accepted.Median:0} "
            + $"ms, p99 {accepted.P99:0} ms");
    }

    private static (double Median, double P95, double P99, double Longest) Percentiles(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Select(time => time.TotalMilliseconds).Order().ToList();
        double At(double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];

        return (At(0.5), At(0.95), At(0.99), sorted[^1]);
    }
}
