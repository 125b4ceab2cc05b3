using System.Text.Json.Nodes;

namespace Riverrun.Cluster.Tests.Workers;

public sealed class WorkerTests : IDisposable
{
    private readonly WorkerHome _home = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("gpu:0")]
    [InlineData("cpu")]
    [InlineData("cpu:-1")]
    [InlineData("cpu:1000")]
    [InlineData("cuda:0:1")]
    [InlineData("../cpu:0")]
    public async Task A_device_that_cannot_be_is_refused_with_one_sentence(string device)
    {
        using var worker = _home.Start("--device", device);

        Assert.Equal(2, await worker.ExitAsync(Cancel));
        Assert.Equal($"--device is {device}; it must be cpu:N or cuda:N with N from 0 to 999, or all.\n", worker.Error);
        Assert.Empty(worker.Output);
    }

    [Theory]
    [InlineData("node-1")]
    [InlineData("node-1:0")]
    [InlineData("node-1:7448,:7448")]
    public async Task Coordinators_without_an_address_are_refused_with_one_sentence(string addresses)
    {
        using var worker = _home.Start("--coordinators", addresses);

        Assert.Equal(2, await worker.ExitAsync(Cancel));
        Assert.Matches(@"^--coordinators is .*; it must be host:port, .*\.\n$", worker.Error);
    }

    [Fact]
    public async Task A_gpu_beyond_those_shown_is_refused()
    {
        using var worker =
            _home.Start(new Dictionary<string, string> { ["CUDA_VISIBLE_DEVICES"] = "0,1" }, "--device", "cuda:2");

        Assert.Equal(2, await worker.ExitAsync(Cancel));
        Assert.Equal(
            "--device is cuda:2, but CUDA_VISIBLE_DEVICES shows 2 of this machine's GPUs; they count from cuda:0.\n",
            worker.Error);
    }

    [Fact]
    public async Task A_worker_says_one_line_when_it_is_ready_and_SIGTERM_ends_it_with_0_and_no_trace()
    {
        using var worker = _home.Start("--json");
        await worker.UntilAsync(process => process.Output.EndsWith('\n'), Cancel);

        await worker.SignalAsync("TERM", Cancel);

        Assert.Equal(0, await worker.ExitAsync(Cancel));
        var ready = JsonNode.Parse(worker.Output)!;
        Assert.Equal(worker.Id, ready["pid"]!.GetValue<int>());
        Assert.EndsWith("/cpu:0", ready["device"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(worker.Error);
        Assert.False(File.Exists(Path.Combine(_home.DirectoryOf("cpu-0"), "worker.json")));
    }

    [Fact]
    public async Task A_worker_that_finds_no_coordinator_says_so_once_and_goes_on()
    {
        using var worker = await ReadyAsync();

        await worker.UntilAsync(process => process.Error.Length > 0, Cancel);
        await Task.Delay(TimeSpan.FromSeconds(6), Cancel);

        Assert.Equal(
            $"No coordinator answers at {_home.Coordinator}; the worker holds what it has and goes on knocking.\n",
            worker.Error);
        Assert.False(worker.HasExited);
    }

    [Fact]
    public async Task SIGINT_ends_it_with_130()
    {
        using var worker = await ReadyAsync();

        await worker.SignalAsync("INT", Cancel);

        Assert.Equal(130, await worker.ExitAsync(Cancel));
    }

    [Fact]
    public async Task A_second_worker_for_a_device_is_refused_and_another_device_is_not()
    {
        using var first = await ReadyAsync();

        using var second = _home.Start("--device", "cpu:0");
        using var other = await ReadyAsync("--device", "cpu:1");

        Assert.Equal(1, await second.ExitAsync(Cancel));
        Assert.Matches(
            $@"^cpu:0 of .* belongs to process {first.Id}; name another --device or --home, or end that process\.\n$",
            second.Error);
        Assert.False(first.HasExited);
    }

    [Fact]
    public async Task What_a_killed_predecessor_left_is_reported_and_removed()
    {
        using var killed = await ReadyAsync();
        var spooled = Path.Combine(_home.DirectoryOf("cpu-0"), "spool", "ab", "half.pending");
        Directory.CreateDirectory(Path.GetDirectoryName(spooled)!);
        await File.WriteAllBytesAsync(spooled, new byte[4321], Cancel);
        killed.Kill();
        await killed.ExitAsync(Cancel);

        using var next = await ReadyAsync();

        Assert.Matches(
            $@"^Process {killed.Id}, started .*Z, was killed or crashed; it left 1 file with 4321 bytes that never reached the store, which are removed\.\n$",
            next.Error);
        Assert.False(File.Exists(spooled));
    }

    private async Task<RiverrunProcess> ReadyAsync(params string[] words)
    {
        var worker = _home.Start(words);
        await worker.UntilAsync(process => WorkerHome.Ready(process).Count == 1, Cancel);

        return worker;
    }
}
