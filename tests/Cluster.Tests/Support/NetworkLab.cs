using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Riverrun.Cluster.Tests.Support;

/// <summary>
/// A network of its own: a namespace per process on one bridge, and a second bridge to which processes can be moved, so
/// that they reach each other and nobody else. Or the way between some of them is cut, and no other. Needs root; the
/// test is skipped where it may not be made.
/// </summary>
public sealed class NetworkLab : IDisposable
{
    private static readonly string[] Programs = ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip"];

    private const string NobodysCard = "02:00:00:00:00:01"; // Locally administered, so no maker's.
    private const int Attempts = 8;
    private const int Subnets = 250;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static long Latest = Environment.ProcessId;

    private readonly string _id;
    private readonly int _subnet;
    private readonly List<string> _names = [];
    private readonly List<(string From, string To)> _cut = [];

    private NetworkLab(int subnet) => (_subnet, _id) = (subnet, $"rr{subnet}");

    /// <summary>This process's address on the bridge.</summary>
    public IPAddress Here => IPAddress.Parse($"10.213.{_subnet}.1");

    /// <summary>Makes a network with a place for each name; skips the test where that is not allowed.</summary>
    public static NetworkLab Create(params IReadOnlyList<string> names)
    {
        var lab = TryCreate(names);

        if (lab is null)
            Assert.Skip("Network namespaces cannot be made here: they need root and iproute2 (apt-get install "
                + "iproute2).");

        return lab;
    }

    /// <summary>Makes a network with a place for each name, or null where that is not allowed.</summary>
    public static NetworkLab? TryCreate(params IReadOnlyList<string> names)
    {
        if (!Environment.IsPrivilegedProcess || !Programs.Any(File.Exists))
            return null;

        if (TakeSubnet() is not { } lab)
            return null;

        try
        {
            lab.AddBridges();

            foreach (var name in names)
                lab.Add(name);

            return lab;
        }
        catch
        {
            lab.Dispose();

            throw;
        }
    }

    /// <summary>The namespace of a name.</summary>
    public string NamespaceOf(string name) => $"{_id}-{name}";

    /// <summary>The address of a name.</summary>
    public IPAddress AddressOf(string name) => IPAddress.Parse($"10.213.{_subnet}.{_names.IndexOf(name) + 10}");

    /// <summary>Moves these to the other bridge: they reach each other and nobody else.</summary>
    public void Isolate(params IEnumerable<string> names) => Move(names, "b");

    /// <summary>
    /// Cuts the way between these and those: nothing passes, and both still reach this process and its database.
    /// </summary>
    public void Part(IReadOnlyList<string> these, IReadOnlyList<string> those)
    {
        foreach (var one in these)
            foreach (var other in those)
            {
                Lose(one, other);
                Lose(other, one);
            }
    }

    /// <summary>Brings all back together.</summary>
    public void Heal()
    {
        Move(_names, "a");

        foreach (var (from, to) in _cut)
            Ip($"-n {NamespaceOf(from)} neigh del {AddressOf(to)} dev {Cable(from)}i");

        _cut.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var name in _names)
        {
            TryIp($"link del {Cable(name)}");
            TryIp($"netns del {NamespaceOf(name)}");
        }

        TryIp($"link del {Bridge("a")}");
        TryIp($"link del {Bridge("b")}");
    }

    // Another process, or a lab that the kernel is still taking apart, may hold a number: its bridge cannot be made
    // twice.
    private static NetworkLab? TakeSubnet()
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var lab = new NetworkLab((int)(Interlocked.Increment(ref Latest) % Subnets));

            if (TryIp($"link add {lab.Bridge("a")} type bridge"))
                return lab;
        }

        return null;
    }

    private void AddBridges()
    {
        Ip($"link add {Bridge("b")} type bridge");
        Ip($"addr add {Here}/24 dev {Bridge("a")}");
        Ip($"link set {Bridge("a")} up");
        Ip($"link set {Bridge("b")} up");
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

    // Without a word to the sender, as behind a cable that is cut: connections that are open notice nothing either.
    private void Lose(string from, string to)
    {
        Ip($"-n {NamespaceOf(from)} neigh replace {AddressOf(to)} lladdr {NobodysCard} nud permanent dev "
            + $"{Cable(from)}i");
        _cut.Add((from, to));
    }

    private string Bridge(string side) => $"{_id}{side}";

    private string Cable(string name) => string.Create(CultureInfo.InvariantCulture, $"{_id}{name}");

    private static void Ip(string words)
    {
        if (Run(words) is { } problem)
            throw new InvalidOperationException($"ip {words} failed: {problem}");
    }

    private static bool TryIp(string words) => Run(words) is null;

    // What the program complained of, or null where it did as told.
    private static string? Run(string words)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", words) { RedirectStandardError = true })!;
        var complaint = ip.StandardError.ReadToEndAsync();

        if (!ip.WaitForExit(Patience))
            return $"It has not ended after {Patience}.";

        return ip.ExitCode == 0 ? null : complaint.Result.Trim();
    }
}
