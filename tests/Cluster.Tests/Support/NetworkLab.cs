using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Riverrun.Cluster.Tests.Support;

/// <summary>
/// A network of its own: a namespace per process on one bridge, and a second bridge to which processes can be moved, so that
/// they reach each other and nobody else. Needs root; the test is skipped where it may not be made.
/// </summary>
public sealed class NetworkLab : IDisposable
{
    private readonly string _id;
    private readonly int _subnet;
    private readonly List<string> _names = [];

    private NetworkLab(int subnet) => (_subnet, _id) = (subnet, $"rr{subnet}");

    /// <summary>This process's address on the bridge.</summary>
    public IPAddress Here => IPAddress.Parse($"10.213.{_subnet}.1");

    /// <summary>Makes a network with a place for each name.</summary>
    public static NetworkLab Create(params IReadOnlyList<string> names)
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/usr/sbin/ip") && !File.Exists("/sbin/ip") && !File.Exists("/usr/bin/ip"))
            Assert.Skip("Network namespaces need root and iproute2: apt-get install iproute2, and run as root.");

        var lab = new NetworkLab(Environment.ProcessId % 250);

        if (!TryIp($"link add {lab.Bridge("a")} type bridge"))
            Assert.Skip("Network namespaces are not allowed here: ip link add … type bridge was refused.");

        Ip($"link add {lab.Bridge("b")} type bridge");
        Ip($"addr add {lab.Here}/24 dev {lab.Bridge("a")}");
        Ip($"link set {lab.Bridge("a")} up");
        Ip($"link set {lab.Bridge("b")} up");

        foreach (var name in names)
            lab.Add(name);

        return lab;
    }

    /// <summary>The namespace of a name.</summary>
    public string NamespaceOf(string name) => $"{_id}-{name}";

    /// <summary>The address of a name.</summary>
    public IPAddress AddressOf(string name) => IPAddress.Parse($"10.213.{_subnet}.{_names.IndexOf(name) + 10}");

    /// <summary>Moves these to the other bridge: they reach each other and nobody else.</summary>
    public void Isolate(params IEnumerable<string> names) => Move(names, "b");

    /// <summary>Brings all back together.</summary>
    public void Heal() => Move(_names, "a");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var name in _names)
            TryIp($"netns del {NamespaceOf(name)}");

        TryIp($"link del {Bridge("a")}");
        TryIp($"link del {Bridge("b")}");
    }

    private void Add(string name)
    {
        _names.Add(name);
        var (space, outside, inside) = (NamespaceOf(name), Cable(name), $"{Cable(name)}i");
        Ip($"netns add {space}");
        Ip($"link add {outside} type veth peer name {inside}");
        Ip($"link set {inside} netns {space}");
        Ip($"link set {outside} master {Bridge("a")}");
        Ip($"link set {outside} up");
        Ip($"-n {space} addr add {AddressOf(name)}/24 dev {inside}");
        Ip($"-n {space} link set {inside} up");
        Ip($"-n {space} link set lo up");
    }

    private void Move(IEnumerable<string> names, string side)
    {
        foreach (var name in names)
            Ip($"link set {Cable(name)} master {Bridge(side)}");
    }

    private string Bridge(string side) => $"{_id}{side}";

    private string Cable(string name) => string.Create(CultureInfo.InvariantCulture, $"{_id}{name}");

    private static void Ip(string words)
    {
        if (!TryIp(words))
            throw new InvalidOperationException($"ip {words} failed.");
    }

    private static bool TryIp(string words)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", words) { RedirectStandardError = true })!;
        ip.StandardError.ReadToEnd();
        ip.WaitForExit();

        return ip.ExitCode == 0;
    }
}
