using System.Net;
using System.Text.Json.Nodes;

namespace Riverrun.Cluster.Tests.Http;

/// <summary>Events over a stream that breaks off.</summary>
public sealed class EventStreamTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_resumes_by_the_last_id_gets_no_gap_and_no_double()
    {
        using var node = await ServedNode.StartAsync(Cancel);
        await node.SayAsync(Cancel, "submit", "wsd-s", "--name", "river", "--scale", "smoke");
        using var http = new HttpClient { BaseAddress = node.Url };
        var heard = new List<long>();

        foreach (var verb in (string[])["pause", "resume", "pause", "resume", "cancel"])
        {
            using var told = await http.PostAsync($"/runs/river/{verb}", null, Cancel);
            Assert.Equal(HttpStatusCode.OK, told.StatusCode);
            heard.AddRange(await ReadAsync(http, heard.LastOrDefault(), atMost: 2));
        }

        heard.AddRange(await ReadAsync(http, heard[^1], atMost: int.MaxValue));

        Assert.Equal(await StoredAsync(http), heard);
        // As a browser asks that began with it.
        Assert.Equal(heard[4..], await ReadAsync(http, heard[3], atMost: int.MaxValue, "?after=0"));
        Assert.True(heard.Count >= 8, $"Only {heard.Count} events were stored.");
    }

    [Fact]
    public async Task A_verb_that_follows_goes_on_when_the_node_is_back()
    {
        using var node = await ServedNode.StartAsync(Cancel);
        await node.SayAsync(Cancel, "submit", "wsd-s", "--name", "river", "--scale", "smoke");
        using var http = new HttpClient { BaseAddress = node.Url };
        using var following = node.Say("events", "river", "--follow", "--json");
        await following.UntilAsync(
            process => process.Output.Contains("branch-opened", StringComparison.Ordinal), Cancel);

        node.Process.Kill();
        await node.RestartAsync(Cancel);
        await node.SayAsync(Cancel, "cancel", "river");
        await following.UntilAsync(
            process => process.Output.Contains("run-cancelled", StringComparison.Ordinal), Cancel);
        var stored = await StoredAsync(http);
        await following.UntilAsync(process => Lines(process.Output).Count() >= stored.Count, Cancel);

        Assert.Equal(stored, Lines(following.Output));
    }

    private static async Task<List<long>> ReadAsync(HttpClient http, long last, int atMost, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/runs/river/events{query}")
        {
            Headers = { { "Accept", "text/event-stream" }, { "Last-Event-ID", $"{last}" } },
        };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        var ids = new List<long>();

        while (ids.Count < atMost && await reader.ReadLineAsync(Cancel) is { } line)
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                ids.Add(long.Parse(line["id: ".Length..]));

        return ids;
    }

    private static async Task<List<long>> StoredAsync(HttpClient http) =>
        [.. Lines(await http.GetStringAsync("/runs/river/events", Cancel))];

    private static IEnumerable<long> Lines(string text) => text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line.EndsWith('}'))
        .Select(line => JsonNode.Parse(line)!["sequence"]!.GetValue<long>());
}
