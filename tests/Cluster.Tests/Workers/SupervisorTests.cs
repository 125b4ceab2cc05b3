using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Riverrun.Models.Plans;
using Riverrun.Models.Tasks;

namespace Riverrun.Cluster.Tests.Workers;

public sealed class SupervisorTests : IDisposable
{
    private readonly WorkerHome _home = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task No_worker_outlives_a_supervisor_that_is_killed_not_even_one_that_stands_still()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("Only the Linux kernel ends a process with its parent.");

        using var supervisor = await ReadyAsync(1);
        var worker = WorkerHome.Ready(supervisor)[0];
        using (var stop = Process.Start("kill", ["-s", "STOP", $"{worker}"]))
            await stop.WaitForExitAsync(TestContext.Current.CancellationToken);

        supervisor.Kill();

        await WorkerHome.UntilAsync(() => !WorkerHome.Lives(worker), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_worker_whose_supervisor_is_not_its_parent_ends_at_once()
    {
        using var orphan = _home.Start("--supervised-by", "1");

        Assert.Equal(137, await orphan.ExitAsync(Cancel));
        Assert.Empty(orphan.Output);
    }

    [Fact]
    public async Task A_worker_that_is_killed_is_started_again_and_says_what_was_left()
    {
        using var supervisor = await ReadyAsync(1);
        var killed = WorkerHome.Ready(supervisor)[0];

        using (var victim = Process.GetProcessById(killed))
            victim.Kill();

        await supervisor.UntilAsync(process => WorkerHome.Ready(process).Count == 2, Cancel);
        Assert.Matches(
            $@"cpu:0 \| The worker \(process {killed}\) ended with exit code 137 after .*; it is started again in 1s\.\n",
            supervisor.Error);
        Assert.Contains($"cpu:0 | Process {killed}, started ", supervisor.Error, StringComparison.Ordinal);
        Assert.NotEqual(killed, WorkerHome.Ready(supervisor)[1]);
    }

    [Fact]
    public async Task SIGTERM_lets_every_worker_leave_in_order()
    {
        using var supervisor = await ReadyAsync(2);
        var workers = WorkerHome.Ready(supervisor);

        await supervisor.SignalAsync("TERM", Cancel);

        Assert.Equal(0, await supervisor.ExitAsync(Cancel));
        Assert.Empty(supervisor.Error);
        Assert.All(workers, worker => Assert.False(WorkerHome.Lives(worker)));
        Assert.All(["cpu-0", "cpu-1"], device =>
            Assert.False(File.Exists(Path.Combine(_home.DirectoryOf(device), "worker.json"))));
    }

    [Fact]
    public async Task Slots_of_one_machine_announce_each_its_part_of_it()
    {
        using var supervisor = Start(slots: 2, "--json");
        await supervisor.UntilAsync(process => process.Output.Count(c => c == '\n') == 2, Cancel);

        var ready = supervisor.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal(
            ["cpu:0", "cpu:1"], ready.Select(worker => worker["device"]!.GetValue<string>().Split('/')[1]).Order());
        Assert.All(ready, worker => Assert.Equal(1, worker["cores"]!.GetValue<int>()));
        Assert.All(ready, worker => Assert.Equal(
            new Trainers("", DeviceKind.Cpu).Describe().MemoryBytes / 2.0, worker["memoryBytes"]!.GetValue<long>(),
            tolerance: 1 << 20));
    }

    [Fact]
    public async Task The_devices_of_a_home_have_one_supervisor()
    {
        using var first = await ReadyAsync(1);

        using var second = Start(1);

        Assert.Equal(1, await second.ExitAsync(Cancel));
        Assert.Matches(
            "^The devices of .* have a supervisor already; name another --home, or end that process\\.\n$",
            second.Error);
    }

    private RiverrunProcess Start(int slots, params string[] words) => _home.Start(
        new Dictionary<string, string>
        {
            ["CUDA_VISIBLE_DEVICES"] = "-1",
            ["DOTNET_PROCESSOR_COUNT"] = slots.ToString(CultureInfo.InvariantCulture),
        },
        ["--device", "all", .. words]);

    private async Task<RiverrunProcess> ReadyAsync(int slots)
    {
        var supervisor = Start(slots);
        await supervisor.UntilAsync(process => WorkerHome.Ready(process).Count == slots, Cancel);

        return supervisor;
    }
}
