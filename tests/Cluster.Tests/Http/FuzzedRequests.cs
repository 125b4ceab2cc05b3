using System.Text;

namespace Riverrun.Cluster.Tests.Http;

/// <summary>
/// Requests that are wrong in one way or another, the same ones for the same seed. The node has the run <c>river</c>
/// and asks for no token, or for another than that of the requests.
/// </summary>
/// <param name="seed">Decides all of them.</param>
/// <param name="host">What a right Host header says.</param>
/// <param name="authorizations">Values of the Authorization header that requests may carry, empty for none.</param>
internal sealed class FuzzedRequests(int seed, string host, params string[] authorizations)
{
    /// <summary>The kind after which the sender hangs up: its body is cut short.</summary>
    public const string HangsUp = "cut body";

    /// <summary>The kind that is no request in HTTP, which the server refuses before it is anybody's.</summary>
    public const string NoRequest = "broken request line";

    /// <summary>A spec in which nothing is wrong yet.</summary>
    private const string Spec = """
        name = river-2
        policy = wsd-s
        budgets = [100, 200]
        learning-rate { peak = 1e-3, warm-up-steps = 10 }
        model { kind = llama, layers = 2, width = 64, heads = 4 }
        data { kind = dotnet-docs, context = 64, batch = 8 }

        """;

    private const string Largest = "9223372036854775807";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"];
    private static readonly string[] Tricks =
        ["..", "%2e%2e", "%2E.", "..%2f..", "%2e%2e%2f", "..%5c", "....//", ".", "%252e%252e", "%c0%ae%c0%ae", "%00",
            "~root", "river", "runs", ";x=1", "%ff", "a%0d%0ab"];
    private static readonly string[] Prefixes =
        ["/", "/runs/", "/runs/river/", "/runs/river/branches/", "/checkpoints/", "/health/", "/openapi.json/", "//",
            "/runs/river/budgets/"];
    private static readonly string[] Names =
        ["River", "-river", ".river", "ri%20ver", "%F0%9F%8C%8A", "%ff%fe", "%00", "a%2Fb", "..%2F..%2Fetc%2Fpasswd",
            "river%0a", "%2e%2e%2f", "river%3Fx", "CON", "%u0041", "river;drop", "'%20or%201=1--"];
    private static readonly string[] Values =
        ["\"many\"", "null", "[]", "{}", "1.5", "true", "1e400", "-1", "0", "-9223372036854775808",
            "9223372036854775808", "99999999999999999999999999", "1e3.5", "0x10", "NaN", "\"\"", "[1]", "\"5\"x", "05",
            "+5"];
    private static readonly string[] Paths = ["/runs/river/budgets", "/runs/river/forks", "/runs"];

    private readonly Random _random = new(seed);

    /// <summary>One after the other, without end.</summary>
    public IEnumerable<(string Kind, byte[] Bytes)> All()
    {
        (string Kind, Func<byte[]> Make)[] kinds =
        [
            ("path tricks", () => Head(Pick(Methods), PathTrick())),
            ("bad name", () =>
                Head("GET", $"/runs/{BadName()}{Pick("", "/events", "/history", "/spec", "/branches/river")}")),
            ("unknown run", () =>
                Head(Pick("GET", "POST"),
                    $"/runs/{Word(12)}/{Pick("pause", "resume", "cancel", "verify", "events", "history", "nothing")}")),
            ("wrong method", () =>
                Head(Pick("PUT", "PATCH", "TRACE", "BREW", "OPTIONS"),
                    Pick("/runs", "/runs/river", "/devices", "/runs/river/budgets", "/gc", "/runs/river/forks"))),
            ("wrong query", () =>
                Head("GET", $"/runs/river/events?{Pick("after", "follow")}={Pick("abc", "-1x", "99999999999999999999",
                    "%00", "1e9", "maybe", Word(30))}")),
            ("wrong value", () => Json("/runs/river/budgets", $"{{\"steps\":{Pick(Values)}}}")),
            ("wrong budget", () =>
                Head("DELETE",
                    $"/runs/river/budgets/{Pick("many", "-1", "0", "9223372036854775808", "1e3", "%31%30x", "1.5")}")),
            ("unknown member", () => Json("/runs/river/budgets", $"{{\"steps\":5,\"{Word(8)}\":{Pick(Values)}}}")),
            ("cut JSON", () => Json(Pick(Paths), CutJson())),
            ("deep JSON", () => Json(Pick(Paths), new string(Pick("[", "{")[0], _random.Next(65, 20_000)))),
            ("invalid UTF-8", () =>
                Request("POST", Pick(Paths), "Content-Type: application/json\r\n",
                    [.. "{\"source\":\""u8, .. Noise(20, 0x80, 0xc0), .. "\"}"u8])),
            ("noise as JSON", () =>
                Request("POST", Pick(Paths), "Content-Type: application/json\r\n",
                    Noise(_random.Next(1, 500), 0, 256))),
            ("wrong spec", () => Json("/runs", $"{{\"source\":{Quote(WrongSpec())}}}")),
            ("wrong type", () =>
                Request("POST", Pick(Paths),
                    $"Content-Type: "
                        + $"{Pick("text/plain", "application/xml", "application/x-www-form-urlencoded",
                            "multipart/form-data; boundary=x", "\"", "json")}\r\n", "{\"steps\":5}"u8.ToArray())),
            ("no body", () => Head("POST", Pick(Paths))),
            ("wrong fork", () =>
                Json("/runs/river/forks",
                    $"{{\"branch\":{Quote(Pick("river", "..", Word(70), "nosuch"))},\"atStep\":{Pick("0", "-5", "7",
                        "9223372036854775807")},\"name\":{Quote(Pick("../x", "A", Word(65),
                        "ok"))},\"changes\":[{Quote(Pick("", "=", "x", "model.layers", "zzz=1", "budgets=[1"))}]}}")),
            ("null in a list", () =>
                Json("/runs/river/forks",
                    $"{{\"branch\":\"river\",\"atStep\":{Pick("0", "40", Largest)},\"changes\":{Pick("[null]",
                        "[null,null]", "[\"seed=1\",null]", "[[null]]", "{\"0\":null}")}}}")),
            ("largest number", () =>
                Json($"/runs/river/{Pick("budgets", "forks")}",
                    $"{{{Pick("\"steps\"", "\"branch\":\"river\",\"atStep\"")}:{Pick(Largest, "-9223372036854775808",
                        "9223372036854775806", "1000000000001")}}}")),
            ("wrong digest", () =>
                Request(Pick("GET", "HEAD", "PATCH", "POST"),
                    $"/checkpoints/{Pick("sha256:" + Word(64), Digest()[..^1], Digest().ToUpperInvariant(), "sha256:",
                        "md5:" + Word(32), "%00", Word(200), "..%2f" + Digest())}{Pick("/content", "/upload")}",
                        "Upload-Offset: 0\r\nUpload-Length: 3\r\n", [])),
            ("wrong upload", () =>
                Request(Pick("PATCH", "POST"), $"/checkpoints/{Digest()}/upload", WrongUpload(), [])),
            ("large upload", () =>
                Request("PATCH", $"/checkpoints/{Digest()}/upload",
                    $"Upload-Offset: 0\r\nUpload-Length: {_random.Next(0, 99)}\r\n",
                    Noise(_random.Next(100, 5000), 0, 256))),
            ("upload in the wrong place", () =>
                Request("PATCH", $"/checkpoints/{Digest()}/upload",
                    $"Upload-Offset: {Pick("1", "5000000", Largest, "9223372036854775806")}\r\nUpload-Length: "
                        + "100000\r\n", Noise(_random.Next(1, 500), 0, 256))),
            ("commit of nothing", () =>
                Request("POST", $"/checkpoints/{Digest()}/upload",
                    $"Upload-Length: {Pick("1", "3", "8388609", Largest)}\r\n", [])),
            ("no such blob", () =>
                Request("GET", $"/checkpoints/{Digest()}/content",
                    $"Range: "
                        + $"{Pick("bytes=0-", "bytes=5-1", "bytes=-5", $"bytes={Largest}-", "lines=1-2",
                            "bytes=" + Word(300))}\r\n", [])),
            ("other host", () =>
                Raw($"GET /runs HTTP/1.1\r\nHost: "
                    + $"{Pick("evil.example", "127.0.0.1.evil.example", "0.0.0.0", "localhost.evil.example",
                        "10.0.0.1:80")}\r\nConnection: close\r\n\r\n")),
            ("other site", () =>
                Request("POST", "/runs/river/cancel",
                    $"Origin: "
                        + $"{Pick("http://evil.example", "null", "https://" + host, "http://localhost:1",
                            "file://")}\r\n", [])),
            ("wrong host", () =>
                Raw($"GET /runs "
                    + $"HTTP/1.1\r\n{Pick("", "Host: a\r\nHost: b\r\n", "Host: a b\r\n",
                        "Host: " + Word(20_000) + "\r\n", "Host: [::\r\n")}Connection: close\r\n\r\n")),
            ("wrong key", () =>
                Request("POST", "/runs/river/cancel",
                    $"Idempotency-Key: {Pick(Word(129), "two words", Word(9000))}\r\n", [])),
            ("wrong resume", () =>
                Request("GET", "/runs/river/events",
                    $"Accept: text/event-stream\r\nLast-Event-ID: "
                        + $"{Pick("abc", "-1", "1.5", "99999999999999999999", Word(100))}\r\n", [])),
            ("many headers", () =>
                Request("GET", "/runs",
                    string.Concat(Enumerable.Range(0, _random.Next(101, 300)).Select(i => $"X-{i}: {Word(5)}\r\n")),
                    [])),
            ("large header", () => Request("GET", "/runs", $"X-Large: {Word(_random.Next(17_000, 60_000))}\r\n", [])),
            ("broken header", () =>
                Raw($"GET /runs HTTP/1.1\r\nHost: "
                    + $"{host}\r\n{Pick(": x", "X y: z", "X", "X\0: y", " folded", "X: \u0001\0",
                        "é: x")}\r\nConnection: close\r\n\r\n")),
            ("long path", () => Head("GET", $"/runs/{Word(_random.Next(8_200, 40_000))}")),
            (NoRequest, () =>
                Raw($"{Pick("GET", "GET /runs", "GET  HTTP/1.1", "/runs HTTP/1.1", "GET /runs HTTP/1.1 x",
                    "GET runs HTTP/1.1", "G\0T /runs HTTP/1.1", "GET /%zz HTTP/1.1",
                    "GET http://[ HTTP/1.1")}\r\nHost: {host}\r\n\r\n")),
            ("wrong length", () =>
                Raw($"POST /runs/river/budgets HTTP/1.1\r\nHost: {host}\r\nContent-Type: "
                    + $"application/json\r\nConnection: close\r\nContent-Length: "
                    + $"{Pick("-1", "x", "99999999999999999999", "1048577", "5,5", "0x5",
                        "9223372036854775807")}\r\n\r\n{{\"steps\":5}}")),
            ("broken chunks", () =>
                Raw($"POST /runs/river/budgets HTTP/1.1\r\nHost: {host}\r\nContent-Type: "
                    + $"application/json\r\nConnection: close\r\nTransfer-Encoding: "
                    + $"chunked\r\n\r\n{Pick("zz\r\n{}\r\n0\r\n\r\n", "-5\r\nabc\r\n", "FFFFFFFFFFFFFFFFF\r\n",
                        "5\r\n{\"steps\":5}\r\n0\r\n\r\n", "\r\n\r\n")}")),
            (HangsUp, () =>
                Raw($"POST {Pick(Paths)} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nConnection: "
                    + $"close\r\nContent-Length: {_random.Next(50, 5000)}\r\n\r\n{{\"steps\":")),
            ("oversized", () =>
                Json(Pick(Paths), $"{{\"source\":\"{new string('x', (1 << 20) + _random.Next(0, 100_000))}\"}}")),
            ("noise", () => [.. Noise(_random.Next(1, 300), 1, 256), .. "\r\n\r\n"u8]),
        ];

        while (true)
            foreach (var (kind, make) in kinds)
                yield return (kind, make());
    }

    private string PathTrick() =>
        Pick(Prefixes) + string.Join('/', Enumerable.Range(0, _random.Next(1, 8)).Select(_ => Pick(Tricks)))
            + "/etc/passwd";

    private string BadName() => _random.Next(2) == 0 ? Pick(Names) : Word(_random.Next(65, 4000));

    private string CutJson()
    {
        var whole = $"{{\"source\":{Quote(Spec)},\"steps\":{_random.Next()},\"branch\":\"river\",\"atStep\":5}}";

        return whole[.._random.Next(1, whole.Length)];
    }

    /// <summary>One of the two counts is none, or the blob is larger than any may be.</summary>
    private string WrongUpload()
    {
        var wrong = Pick("-1", "1.5", "1e3", "0x10", "", "many", "+1", " ", "9223372036854775808", "5, 5", Word(200));
        var (offset, length) = _random.Next(3) switch
        {
            0 => (wrong, wrong),
            1 => ("0", wrong),
            _ => ("0", Largest),
        };

        return $"Upload-Offset: {offset}\r\nUpload-Length: {length}\r\n";
    }

    private string WrongSpec() => _random.Next(9) switch
    {
        0 => Spec + $"{Word(6)} = 1\n",
        1 => Spec + "learning-rate.peak = " + Pick("-1", "NaN", "1e999", "none") + "\n",
        2 => string.Concat(Enumerable.Repeat(Pick("a{", "[", "a=[", "a.", "a={"), _random.Next(50, 50_000))),
        3 => "name = " + Pick("../x", "A", Word(65), "\"\"") + "\npolicy = wsd-s\nbudgets = [100]\n",
        4 => Spec + "budgets = "
            + Pick("[]", "[0]", "[-5]", $"[100, {Largest}]", "[9223372036854775808]", "[20, 11]", "[x]", "7",
                $"[{string.Join(',', Enumerable.Range(11, 1001))}]") + "\n",
        5 => Spec + Pick(
            "model.layers", "learning-rate.warm-up-steps",
            "learning-rate.decay.basis = steps\nlearning-rate.decay.value", "data.context",
            "device.threads") + " = " + Pick("-1", "many", Largest, "99999999999999999999") + "\n",
        6 => Encoding.Latin1.GetString(Noise(_random.Next(1, 300), 32, 256)),
        7 => Spec + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"data.key-{i} = 1\n")),
        _ => Spec + "data { kind = text, files = [\"${PATH}\"] ",
    };

    private byte[] Json(string path, string body) =>
        Request("POST", path, "Content-Type: application/json\r\n", Encoding.UTF8.GetBytes(body));

    private byte[] Head(string method, string path) => Request(method, path, "", []);

    private byte[] Request(string method, string path, string headers, byte[] body) =>
    [
        .. Encoding.UTF8.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: "
                + $"close\r\n{Authorization()}{headers}Content-Length: {body.Length}\r\ntraceparent: "
                + $"{Word(20)}\r\n\r\n"),
        .. body,
    ];

    private string Authorization() => authorizations.Length > 0 && Pick(authorizations) is { Length: > 0 } value
        ? $"Authorization: {value}\r\n" : "";

    private static byte[] Raw(string text) => Encoding.UTF8.GetBytes(text);

    private byte[] Noise(int length, int from, int to) =>
        [.. Enumerable.Range(0, length).Select(_ => (byte)_random.Next(from, to))];

    private string Digest() => $"sha256:{Convert.ToHexStringLower(Noise(32, 0, 256))}";

    private string Word(int length) =>
        new([.. Enumerable.Range(0, length).Select(_ => (char)_random.Next('a', 'z' + 1))]);

    private string Pick(params string[] among) => among[_random.Next(among.Length)];

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
