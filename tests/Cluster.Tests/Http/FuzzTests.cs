using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Riverrun.Cluster.Tests.Http;

/// <summary>A node that is sent a thousand wrong requests: each is refused with its reason, and nothing else happens.</summary>
public sealed class FuzzTests
{
    private const int Requests = 1000;
    private const int Seed = 20_261;

    private static readonly string[] Run = ["submit", "wsd-s", "--name", "river", "--scale", "smoke"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_wrong_requests_are_refused_with_a_reason_and_change_nothing()
    {
        using var node = await ServedNode.StartAsync(Cancel);
        await node.SayAsync(Cancel, Run);
        using var http = new HttpClient { BaseAddress = node.Url };
        var before = await SettledAsync(http);
        var address = IPEndPoint.Parse(node.Url.Authority);
        var wrong = new ConcurrentQueue<string>();

        await Parallel.ForEachAsync(
            new FuzzedRequests(Seed, node.Url.Authority).All().Take(Requests),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel },
            async (request, _) =>
            {
                if (await ProblemAsync(address, request) is { } problem)
                    wrong.Enqueue($"{request.Kind}: {problem}\n{Encoding.Latin1.GetString(request.Bytes.AsSpan(0, Math.Min(request.Bytes.Length, 400)))}");
            });

        Assert.True(
            wrong.IsEmpty,
            $"{wrong.Count} of {Requests} were not refused as they should be.\n{string.Join("\n\n", wrong.Take(10))}");
        Assert.Equal("""{"runs":["river"]}""", await http.GetStringAsync("/runs", Cancel));
        Assert.Equal(before, await http.GetStringAsync("/runs/river/events", Cancel));
        Assert.Equal("", node.Process.Error);
    }

    [Fact]
    public async Task A_body_that_never_comes_is_given_up()
    {
        using var node = await ServedNode.StartAsync(Cancel);
        var request = $"POST /runs HTTP/1.1\r\nHost: {node.Url.Authority}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{";

        var answer = await RawHttp.SendAsync(IPEndPoint.Parse(node.Url.Authority), Encoding.UTF8.GetBytes(request), ends: false, Cancel);

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

    /// <summary>What is wrong with the answer to a wrong request, or null. Who hangs up in the middle gets none.</summary>
    private static async Task<string?> ProblemAsync(IPEndPoint address, (string Kind, byte[] Bytes) request)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        late.CancelAfter(TimeSpan.FromMinutes(1));
        var hangsUp = request.Kind == FuzzedRequests.HangsUp;

        try
        {
            return await RawHttp.SendAsync(address, request.Bytes, hangsUp, late.Token) switch
            {
                null when hangsUp => null,
                null => "no answer",
                { Status: < 400 or >= 500 } other => $"{other.Status} {other.Reason} {other.Body}",
                var answer when answer.Body.Length > 0 && !answer.Head.Contains("application/problem+json", StringComparison.Ordinal) => $"{answer.Status} without problem details: {answer.Head}{answer.Body}",
                { Reason: "" } silent => $"{silent.Status} without a reason",
                var answer when answer.Head.Contains("application/problem+json", StringComparison.Ordinal) && Detail(answer.Body) is null => $"{answer.Status} without a detail: {answer.Body}",
                _ => null,
            };
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            return "no answer within a minute";
        }
    }

    private static string? Detail(string body) =>
        JsonNode.Parse(body)?["detail"]?.GetValue<string>() is { Length: > 0 } detail ? detail : null;
}
