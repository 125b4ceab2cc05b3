using Riverrun.Actors.Settings;
using Riverrun.Cluster.Tests.Http;
using Riverrun.Cluster.Tests.Remoting;

namespace Riverrun.Cluster.Tests.Workers;

/// <summary>Processes with certificates, and what stands beside them to ask how they are.</summary>
public sealed class SecuredClusterTests : IDisposable
{
    private readonly WorkerHome _home = new();
    private readonly Authority _authority = new();
    private readonly Authority _foreign = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _home.Dispose();
        _authority.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task A_coordinator_hears_the_worker_with_a_certificate_of_its_authority_and_no_other()
    {
        var coordinator = new Dictionary<string, string>
        {
            ["RIVERRUN_COORDINATORS"] = _home.Coordinator,
            ["RIVERRUN_CHECKPOINTS"] = Path.Combine(_home.Path, "checkpoints"),
        };
        using var node = await ServedNode.StartAsync(
            Variables(_authority.Give("coordinator"), coordinator), Cancel, "--cluster-port",
            _home.Coordinator.Split(':')[1]);
        using var stranger = await ReadyAsync(Variables(_foreign.Give("worker"), coordinator), "cpu:1");
        using var worker = await ReadyAsync(Variables(_authority.Give("worker"), coordinator), "cpu:0");

        var devices = "";

        while (!devices.Contains("/cpu:0", StringComparison.Ordinal))
        {
            Assert.False(worker.HasExited, worker.Error);
            (_, devices, _) =
                await ServedNode.RunAsync(new Dictionary<string, string>(), Cancel, "devices", "--home", node.Home);
        }

        Assert.DoesNotContain("/cpu:1", devices, StringComparison.Ordinal);
        Assert.Equal(
            (0, "ready\n", ""),
            await ServedNode.RunAsync(new Dictionary<string, string>(), Cancel, "health", "--home", node.Home));
    }

    [Fact]
    public async Task A_worker_beyond_loopback_without_certificates_is_refused_with_one_sentence()
    {
        using var worker = _home.Start(new Dictionary<string, string> { ["RIVERRUN_CLUSTER_HOST"] = "192.0.2.1" });

        Assert.Equal(2, await worker.ExitAsync(Cancel));
        Assert.Matches(@"^riverrun\.cluster\.host is 192\.0\.2\.1, beyond this machine; .*\.\n$", worker.Error);
    }

    [Fact]
    public async Task Certificates_that_cannot_be_used_are_refused_with_one_sentence()
    {
        using var worker = _home.Start(
            Variables(_authority.Give("worker") with { KeyFile = "/no/such.key" }, new Dictionary<string, string>()));

        Assert.Equal(2, await worker.ExitAsync(Cancel));
        Assert.Matches(@"^riverrun\.cluster\.tls\.key is /no/such\.key, which cannot be read: .*\.\n$", worker.Error);
    }

    [Fact]
    public async Task Health_knows_a_worker_that_is_there_from_one_that_is_not()
    {
        using var worker = await ReadyAsync(new Dictionary<string, string>(), "cpu:0");

        Assert.Equal((0, "ready\n", ""), await HealthAsync("--device", "cpu:0"));
        var (code, _, error) = await HealthAsync("--device", "cpu:1");
        Assert.Equal(1, code);
        Assert.Matches(@"^No process has cpu:1 of .*; riverrun worker --device cpu:1 does\.\n$", error);
    }

    [Fact]
    public async Task Health_says_that_nobody_serves_a_home()
    {
        var (code, _, error) = await HealthAsync();

        Assert.Equal(1, code);
        Assert.Matches(@"^No process serves the home .*; riverrun serve does\.\n$", error);
    }

    private static Dictionary<string, string> Variables(RemoteTls tls, IReadOnlyDictionary<string, string> others) =>
        new(others)
        {
            ["RIVERRUN_CLUSTER_CERTIFICATE"] = tls.CertificateFile,
            ["RIVERRUN_CLUSTER_KEY"] = tls.KeyFile,
            ["RIVERRUN_CLUSTER_AUTHORITY"] = tls.AuthorityFile,
        };

    private Task<(int Code, string Output, string Error)> HealthAsync(params string[] words) =>
        ServedNode.RunAsync(new Dictionary<string, string>(), Cancel, ["health", "--home", _home.Path, .. words]);

    private async Task<RiverrunProcess> ReadyAsync(IReadOnlyDictionary<string, string> environment, string device)
    {
        var worker = _home.Start(environment, "--device", device);
        await worker.UntilAsync(process => WorkerHome.Ready(process).Count == 1, Cancel);

        return worker;
    }
}
