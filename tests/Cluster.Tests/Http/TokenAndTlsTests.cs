using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Riverrun.Cluster.Tests.Support;

namespace Riverrun.Cluster.Tests.Http;

/// <summary>A node that asks for a token, over TLS with a certificate of its own.</summary>
public sealed class TokenAndTlsTests : IDisposable
{
    private const string Token = "a-token-of-the-test";

    private static readonly Dictionary<string, string> NoEnvironment = [];

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Only_who_has_the_token_is_let_in_and_probes_need_none()
    {
        using var node =
            await ServedNode.StartAsync(new Dictionary<string, string> { ["RIVERRUN_TOKEN"] = Token }, Cancel);
        using var http = new HttpClient { BaseAddress = node.Url };

        using var without = await http.GetAsync("/runs", Cancel);
        using var wrong = await http.SendAsync(Get("/runs", Token + "x"), Cancel);
        using var right = await http.SendAsync(Get("/runs", Token), Cancel);
        using var probe = await http.GetAsync("/health/ready", Cancel);

        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (without.StatusCode, wrong.StatusCode));
        Assert.Equal("Bearer", without.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(
            "The token of this request is not the one that this node asks for; look at --token-file and "
                + "RIVERRUN_TOKEN.",
            (await wrong.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]!.GetValue<string>());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (right.StatusCode, probe.StatusCode));
    }

    [Fact]
    public async Task Verbs_trust_the_authority_that_they_are_told_and_send_the_token()
    {
        WriteCertificate();
        await File.WriteAllTextAsync(_folder.File("token"), Token + "\n", Cancel);
        using var node = await ServedNode.StartAsync(
            Cancel, "--certificate", _folder.File("api.crt"), "--key", _folder.File("api.key"), "--token-file",
            _folder.File("token"));
        string[] words = ["ls", "--json", "--url", node.Url.OriginalString];
        string[] trusting = [.. words, "--authority", _folder.File("api.crt")];

        var right = await ServedNode.RunAsync(
            NoEnvironment, Cancel, [.. trusting, "--token-file", _folder.File("token")]);
        var ofEnvironment =
            await ServedNode.RunAsync(new Dictionary<string, string> { ["RIVERRUN_TOKEN"] = Token }, Cancel, trusting);
        var noToken = await ServedNode.RunAsync(NoEnvironment, Cancel, trusting);
        var noAuthority =
            await ServedNode.RunAsync(NoEnvironment, Cancel, [.. words, "--token-file", _folder.File("token")]);
        var noTls = await ServedNode.RunAsync(
            NoEnvironment,
            Cancel,
            "ls",
            "--url",
            node.Url.OriginalString.Replace("https", "http", StringComparison.Ordinal));

        Assert.StartsWith("https://127.0.0.1:", node.Url.OriginalString, StringComparison.Ordinal);
        Assert.Equal(((0, "[]\n", ""), (0, "[]\n", "")), (right, ofEnvironment));
        Assert.Equal(
            (2, "This node asks for a token; send it as Authorization: Bearer TOKEN, which verbs do with --token-file "
                + "FILE or RIVERRUN_TOKEN.\n"), (noToken.Code, noToken.Error));
        Assert.Equal(1, noAuthority.Code);
        Assert.StartsWith(
            $"The certificate of {node.Url.OriginalString} is not trusted (", noAuthority.Error,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "name the PEM file of its authority with --authority, and the host as the certificate does.\n",
            noAuthority.Error,
            StringComparison.Ordinal);
        Assert.Equal(1, noTls.Code);
        Assert.EndsWith("ask again, and if it serves TLS, write https://.\n", noTls.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beyond_loopback_a_node_starts_with_token_and_tls()
    {
        WriteCertificate();
        await File.WriteAllTextAsync(_folder.File("token"), Token, Cancel);

        using var node = await ServedNode.StartAsync(
            Cancel, "--bind", "0.0.0.0:0", "--certificate", _folder.File("api.crt"),
            "--key", _folder.File("api.key"), "--token-file", _folder.File("token"));

        Assert.Equal("0.0.0.0", node.Url.Host);
    }

    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=riverrun test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        using var certificate =
            request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(_folder.File("api.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(_folder.File("api.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private static HttpRequestMessage Get(string path, string token) => new(HttpMethod.Get, path)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };
}
