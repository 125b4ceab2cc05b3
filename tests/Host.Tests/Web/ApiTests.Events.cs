using System.Text.Json.Nodes;
using Riverrun.Host.Api;

namespace Riverrun.Host.Tests.Web;

/// <summary>Events as they are streamed.</summary>
public sealed partial class ApiTests
{
    [Fact]
    public async Task Events_are_json_lines_from_where_one_left_off()
    {
        using var client = home.Client;

        var events = new List<JsonObject>();

        await foreach (var stored in client.EventsAsync("river-1", after: 1, follow: false, Cancel))
            events.Add(stored);

        Assert.Equal(
            """{"sequence":2,"at":"1970-01-01T00:00:00.0000000+00:00","entity":"run/river-1","type":"run-paused","why":"a+b"}""",
            events[0].ToJsonString(RelaxedJson.Options));
        Assert.Equal([2L, 3], events.Select(stored => stored["sequence"]!.GetValue<long>()));
    }

    [Fact]
    public async Task Those_who_accept_server_sent_events_get_them_after_the_last_they_saw()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/runs/river-1/events")
        {
            Headers = { { "Accept", "text/event-stream" }, { "Last-Event-ID", "2" } },
        };

        using var response = await home.Raw.SendAsync(request, Cancel);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(
            "id: 3\ndata: {\"sequence\":3,", await response.Content.ReadAsStringAsync(Cancel),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_stream_beats_so_that_proxies_keep_it_open()
    {
        using var request =
            new HttpRequestMessage(
                HttpMethod.Get,
                "/runs/river-1/events?follow=true&after=2")
            { Headers = { { "Accept", "text/event-stream" } } };
        using var response = await home.Raw.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        var lines = new List<string?>();

        while (lines.Count < 6)
            lines.Add(await reader.ReadLineAsync(Cancel));

        Assert.Equal(["id: 3", "", ":", "", ":"], lines.Where((_, line) => line != 1));
        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
    }
}
