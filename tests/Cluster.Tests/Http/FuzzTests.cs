using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Riverrun.Cluster.Tests.Http;

/// <summary>
/// A node that is sent a thousand wrong requests: each is refused with its reason, and nothing else happens.
/// </summary>
public sealed class FuzzTests
{
    private const int Requests = 1000;
    private const int Seed = 20_261;
    private const string Token = "0123456789abcdef";

    private static readonly string[] Run = ["submit", "wsd-s", "--name", "river", "--scale", "smoke"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_wrong_requests_are_refused_with_a_reason_and_change_nothing()
    {
        using var node = await ServedNode.StartAsync(Cancel);
        await node.SayAsync(Cancel, Run);
        using var http = new HttpClient { BaseAddress = node.Url };
        var before = await SettledAsync(http);

        await RefusesAsync(node, new FuzzedRequests(Seed, node.Url.Authority), Requests, ProblemOf);

        Assert.Equal("""{"runs":["river"]}""", await http.GetStringAsync("/runs?summaries=false", Cancel));
        Assert.Equal(before, await http.GetStringAsync("/runs/river/events", Cancel));
        Assert.Empty(Directory.GetFiles(Path.Combine(node.Home, "checkpoints"), "*", SearchOption.AllDirectories));
        Assert.Equal("", node.Process.Error);
    }

    [Fact]
    public async Task Whoever_lacks_the_token_learns_nothing_but_that()
    {
        using var node =
            await ServedNode.StartAsync(new Dictionary<string, string> { ["RIVERRUN_TOKEN"] = Token }, Cancel);
        var requests = new FuzzedRequests(
            Seed + 1, node.Url.Authority, "", "Bearer", $"Bearer {Token}x", $"Bearer {Token[1..]}", $"Basic {Token}",
            Token);

        await RefusesAsync(node, requests, Requests / 2, answer => ProblemOf(answer)
            ?? (answer.Status == 401 || answer.Body.Length == 0
                || answer.Body.Contains("/health", StringComparison.Ordinal)
                ? null
                : $"{answer.Status} {answer.Body}"));

        Assert.Equal("", node.Process.Error);
    }

    [Fact]
    public async Task A_body_that_never_comes_is_given_up()
    {
        using var node = await ServedNode.StartAsync(Cancel);
        var request =
            $"POST /runs HTTP/1.1\r\nHost: {node.Url.Authority}\r\nContent-Type: application/json\r\nContent-Length: "
                + $"500\r\n\r\n{{";

        var answer = await RawHttp.SendAsync(
            IPEndPoint.Parse(node.Url.Authority), Encoding.UTF8.GetBytes(request), ends: false, Cancel);

        Assert.Equal(408, answer?.Status);
    }

    /// <summary>The events of the run once it has said all that it says by itself.</summary>
    private static async Task<string> SettledAsync(HttpClient http)
    {
        for (var seen = ""; ; await Task.Delay(TimeSpan.FromSeconds(1), Cancel))
            if (await http.GetStringAsync("/runs/river/events", Cancel) is var now && now == seen)
                return seen;
            else
                seen = now;
    }

    private static async Task RefusesAsync(
        ServedNode node, FuzzedRequests requests, int count, Func<RawHttp.Answer, string?> problemOf)
    {
        var address = IPEndPoint.Parse(node.Url.Authority);
        var wrong = new ConcurrentQueue<string>();

        await Parallel.ForEachAsync(
            requests.All().Take(count),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel },
            async (request, _) =>
            {
                if (await ProblemAsync(address, request, problemOf) is { } problem)
                    wrong.Enqueue(
                        $"{request.Kind}: "
                            + $"{problem}\n{Encoding.Latin1.GetString(request.Bytes.AsSpan(0,
                                Math.Min(request.Bytes.Length, 400)))}");
            });

        Assert.True(
            wrong.IsEmpty,
            $"{wrong.Count} of {count} were not refused as they should be.\n{string.Join("\n\n", wrong.Take(10))}");
    }

    /// <summary>
    /// What is wrong with the answer to a wrong request, or null. Who hangs up in the middle gets none.
    /// </summary>
    private static async Task<string?> ProblemAsync(
        IPEndPoint address, (string Kind, byte[] Bytes) request, Func<RawHttp.Answer, string?> problemOf)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        late.CancelAfter(TimeSpan.FromMinutes(1));
        var hangsUp = request.Kind == FuzzedRequests.HangsUp;

        try
        {
            return await RawHttp.SendAsync(address, request.Bytes, hangsUp, late.Token) switch
            {
                null => hangsUp ? null : "no answer",
                { Body: "", Status: >= 400 and < 500 } when request.Kind == FuzzedRequests.NoRequest
                    || request.Bytes.AsSpan().StartsWith("HEAD "u8) => null,
                var answer => problemOf(answer),
            };
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            return "no answer within a minute";
        }
    }

    /// <summary>
    /// What an answer lacks to be a refusal with its reason. The server itself says nothing of what is no request.
    /// </summary>
    private static string? ProblemOf(RawHttp.Answer answer) => answer switch
    {
        { Status: < 400 or >= 500 } => $"{answer.Status} {answer.Reason} {answer.Body}",
        { Body: "", Status: 400 or 408 or 411 or 413 or 414 or 431 } => null,
        { Body: "" } => $"{answer.Status} without a body",
        _ when !answer.Head.Contains("Content-Type: application/problem+json", StringComparison.Ordinal) =>
            $"{answer.Status} as something else: {answer.Head}",
        _ when Text(answer.Body, "title") is null
            || Text(answer.Body, "detail") is null => $"{answer.Status} without a title or a detail: {answer.Body}",
        _ => null,
    };

    private static string? Text(string body, string member) =>
        JsonNode.Parse(body)?[member]?.GetValue<string>() is { Length: > 0 } text ? text : null;
}
