using System.Text.Json.Nodes;

namespace Riverrun.Host.Tests.Web;

/// <summary>Events as those read them who have no client of ours.</summary>
public sealed class EventsResourceTests(ServedHome home) : IClassFixture<ServedHome>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("?after=0", "2", 3)]
    [InlineData("?after=2", "1", 2)]
    [InlineData("?after=2", "", 3)]
    [InlineData("", "2", 3)]
    [InlineData("", "", 1)]
    public async Task A_browser_that_reconnects_goes_on_after_the_last_event_it_saw(
        string query, string lastEventId, int first)
    {
        using var request =
            new HttpRequestMessage(
                HttpMethod.Get, $"/runs/river-1/events{query}")
            { Headers = { { "Accept", "text/event-stream" } } };

        if (lastEventId.Length > 0)
            request.Headers.Add("Last-Event-ID", lastEventId);

        using var response = await home.Raw.SendAsync(request, Cancel);

        Assert.StartsWith($"id: {first}\n", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_stream_of_json_lines_sends_empty_ones()
    {
        using var response = await home.Raw.GetAsync(
            "/runs/river-1/events?follow=true&after=2", HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        var lines = new List<string?>();

        while (lines.Count < 3)
            lines.Add(await reader.ReadLineAsync(Cancel));

        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(3, JsonNode.Parse(lines[0]!)!["sequence"]!.GetValue<int>());
        Assert.Equal(["", ""], lines[1..]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_the_end_of_the_process_cuts_does_not_look_whole_unless_it_follows(bool follows)
    {
        var ending = new ServedHome { Gateway = { IsSlow = true } };
        await ending.InitializeAsync();
        using var response = await ending.Raw.GetAsync(
            $"/runs/river-1/events?follow={follows}&after=2", HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal(3, JsonNode.Parse((await reader.ReadLineAsync(Cancel))!)!["sequence"]!.GetValue<int>());

        await ending.DisposeAsync();
        var cut = await Record.ExceptionAsync(() => reader.ReadToEndAsync(Cancel));

        Assert.Equal(follows, cut is null);
    }
}
