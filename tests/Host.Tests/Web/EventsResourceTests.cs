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
    public async Task A_browser_that_reconnects_goes_on_after_the_last_event_it_saw(string query, string lastEventId, int first)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/runs/river-1/events{query}") { Headers = { { "Accept", "text/event-stream" } } };

        if (lastEventId.Length > 0)
            request.Headers.Add("Last-Event-ID", lastEventId);

        using var response = await home.Raw.SendAsync(request, Cancel);

        Assert.StartsWith($"id: {first}\n", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }
}
