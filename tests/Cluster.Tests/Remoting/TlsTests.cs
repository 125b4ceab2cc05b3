using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Riverrun.Actors.EventSourcing;
using Riverrun.Actors.Settings;

namespace Riverrun.Cluster.Tests.Remoting;

public sealed class TlsTests : IDisposable
{
    private static readonly TracedEnvelope Known = new(new Reply.Accepted());

    private readonly Authority _authority = new();
    private readonly Authority _foreign = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task Processes_of_one_authority_speak_whatever_names_their_certificates_have()
    {
        await using var node = await Node.StartAsync(_authority.Give("node-1"));
        await using var peer = await Node.StartAsync(_authority.Give("another"));

        peer.Tell(node, Known);

        await peer.FindAsync(node);
        Assert.Equal([Known], node.Heard);
        Assert.Equal("akka.ssl.tcp", node.Address.Protocol);
    }

    [Fact]
    public async Task While_authorities_change_both_are_trusted()
    {
        var both = _authority.Write(
            "both.pem",
            await File.ReadAllTextAsync(_authority.File, Cancel) + await File.ReadAllTextAsync(_foreign.File, Cancel));
        await using var old = await Node.StartAsync(_authority.Give("old") with { AuthorityFile = both });
        await using var next = await Node.StartAsync(_foreign.Give("next") with { AuthorityFile = both });

        next.Tell(old, Known);

        await next.FindAsync(old);
        Assert.Equal([Known], old.Heard);
    }

    [Fact]
    public async Task A_foreign_certificate_is_refused_by_who_is_called()
    {
        var trusting = _foreign.Write(
            "both.pem",
            await File.ReadAllTextAsync(_authority.File, Cancel) + await File.ReadAllTextAsync(_foreign.File, Cancel));
        await using var node = await Node.StartAsync(_authority.Give("node"));
        await using var stranger = await Node.StartAsync(_foreign.Give("node") with { AuthorityFile = trusting });
        await using var peer = await Node.StartAsync(_authority.Give("peer"));

        stranger.Tell(node, Known);

        await Assert.ThrowsAsync<ActorNotFoundException>(
            () => stranger.System.ActorSelection(node.Ear).ResolveOne(TimeSpan.FromSeconds(3), Cancel));
        Assert.Empty(node.Heard);
        await peer.FindAsync(node);
    }

    [Fact]
    public async Task A_foreign_certificate_is_refused_by_who_calls()
    {
        var trusting = _foreign.Write(
            "both.pem",
            await File.ReadAllTextAsync(_authority.File, Cancel) + await File.ReadAllTextAsync(_foreign.File, Cancel));
        await using var node = await Node.StartAsync(_authority.Give("node"));
        await using var impostor = await Node.StartAsync(_foreign.Give("node") with { AuthorityFile = trusting });

        node.Tell(impostor, Known);

        await Assert.ThrowsAsync<ActorNotFoundException>(
            () => node.System.ActorSelection(impostor.Ear).ResolveOne(TimeSpan.FromSeconds(3), Cancel));
        Assert.Empty(impostor.Heard);
    }

    [Fact]
    public async Task Who_shows_no_certificate_is_refused_and_so_is_who_speaks_no_TLS()
    {
        await using var node = await Node.StartAsync(_authority.Give("node"));
        await using var plain = await Node.StartStrangerAsync();
        await using var peer = await Node.StartAsync(_authority.Give("peer"));
        using var socket = new TcpClient("127.0.0.1", node.Address.Port!.Value);
        await using var tls = new SslStream(socket.GetStream(), false, (_, shown, _, _) => shown?.Subject == "CN=node");

        var refusal = await Record.ExceptionAsync(async () =>
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "node" }, Cancel);
            await tls.WriteAsync(new byte[4], Cancel);
            Assert.Equal(0, await tls.ReadAsync(new byte[1], Cancel));
        });

        Assert.True(refusal is null or IOException or AuthenticationException, $"{refusal}");
        await Assert.ThrowsAsync<ActorNotFoundException>(() => plain.System
            .ActorSelection(node.Ear.Replace("akka.ssl.tcp", "akka.tcp", StringComparison.Ordinal))
            .ResolveOne(TimeSpan.FromSeconds(3), Cancel));
        await peer.FindAsync(node);
    }

    [Fact]
    public void An_expired_certificate_and_files_that_do_not_fit_are_said_in_a_sentence()
    {
        var good = _authority.Give("good");
        var other = _authority.Give("other");

        Assert.Null(good.Problem());
        Assert.Matches(
            @"which does not come from an authority in .* or is not valid today \(",
            _authority.Give("late", daysFromNow: -1).Problem());
        Assert.Matches(@"which does not come from an authority in ", (good with { AuthorityFile = _foreign.File }).Problem());
        Assert.Matches(@"^riverrun\.cluster\.tls\.certificate is .* belong together", (good with { KeyFile = other.KeyFile }).Problem());
        Assert.Matches(
            @"^riverrun\.cluster\.tls\.key is .*/none, which cannot be read: .*\.$",
            (good with { KeyFile = good.KeyFile + "/none" }).Problem());
        Assert.Matches(
            @"^riverrun\.cluster\.tls\.authority is .*, which holds no certificate",
            (good with { AuthorityFile = good.KeyFile }).Problem());
    }

    [Fact]
    public void A_certificate_of_another_authority_is_not_trusted_because_the_machine_trusts_it()
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(_foreign.File);

        Assert.False(
            RemoteTls.Trusts(
                [X509CertificateLoader.LoadCertificateFromFile(_authority.File)], certificate, [certificate]));
    }

    [Theory]
    [InlineData("127.0.0.1", false, true)]
    [InlineData("::1", false, true)]
    [InlineData("localhost", false, true)]
    [InlineData("10.0.0.1", false, false)]
    [InlineData("node-1", false, false)]
    [InlineData("10.0.0.1", true, true)]
    [InlineData("0.0.0.0", true, false)]
    [InlineData("::", true, false)]
    public void Beyond_loopback_it_listens_with_certificates_or_an_explicit_word(
        string host, bool insecure, bool allowed) =>
        Assert.Equal(allowed, new ClusterConfig(host, 0, [], null, insecure).Problem() is null);
}
