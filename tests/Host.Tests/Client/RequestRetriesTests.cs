using System.Net;
using Riverrun.Host.Client;
using Riverrun.Host.Tests.Web;

namespace Riverrun.Host.Tests.Client;

public sealed class RequestRetriesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_whose_connection_was_lost_is_sent_again_under_the_same_key()
    {
        var server = new Server(lost: 1, unready: 1);

        var response = await SendAsync(server, HttpMethod.Post, alsoReads: false);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(3, server.Keys.Count);
        Assert.Single(server.Keys.Distinct());
        Assert.Equal(32, server.Keys[0].Length);
        Assert.All(server.Bodies, body => Assert.Equal("{\"steps\":5}", body));
    }

    [Fact]
    public async Task Two_commands_have_two_keys()
    {
        var server = new Server(lost: 0, unready: 0);

        await SendAsync(server, HttpMethod.Delete, alsoReads: false);
        await SendAsync(server, HttpMethod.Post, alsoReads: false);

        Assert.Equal(2, server.Keys.Distinct().Count());
    }

    [Fact]
    public async Task Who_is_never_ready_is_given_up_after_three_times()
    {
        var server = new Server(lost: 0, unready: 100);

        var response = await SendAsync(server, HttpMethod.Post, alsoReads: false);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 3), (response.StatusCode, server.Bodies.Count));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task A_look_is_repeated_only_over_the_network(bool alsoReads, int times)
    {
        var server = new Server(lost: 1, unready: 0);

        if (alsoReads)
            await SendAsync(server, HttpMethod.Get, alsoReads);
        else
            await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(server, HttpMethod.Get, alsoReads));

        Assert.Equal(times, server.Bodies.Count);
        Assert.Empty(server.Keys);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_asked_for_again()
    {
        var server = new Server(lost: 0, unready: 0, broken: 1);

        var response = await SendAsync(server, HttpMethod.Get, alsoReads: true);

        Assert.Equal(("whole", 2), (await response.Content.ReadAsStringAsync(Cancel), server.Bodies.Count));
    }

    private static async Task<HttpResponseMessage> SendAsync(Server server, HttpMethod method, bool alsoReads)
    {
        using var client =
            new HttpMessageInvoker(new RequestRetries(server, new HurriedTime(), alsoReads), disposeHandler: false);
        using var request = new HttpRequestMessage(method, "http://riverrun/runs/river/budgets")
        {
            Content = new StringContent("{\"steps\":5}"),
        };
        request.Options.Set(RequestRetries.ReadsWhole, true);

        return await client.SendAsync(request, Cancel);
    }

    /// <summary>
    /// Loses its first connections, then is not ready for a while, then breaks its answers off, then answers.
    /// </summary>
    private sealed class Server(int lost, int unready, int broken = 0) : HttpMessageHandler
    {
        public List<string> Keys { get; } = [];

        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));

            if (request.Headers.TryGetValues("Idempotency-Key", out var keys))
                Keys.AddRange(keys);

            return Bodies.Count <= lost
                ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was lost.")
                : new HttpResponseMessage(
                    Bodies.Count <= lost + unready ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK)
                {
                    Content = Bodies.Count > lost + unready && Bodies.Count <= lost + unready + broken
                        ? new BrokenContent() : new StringContent("whole"),
                };
        }
    }

    private sealed class BrokenContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            throw new IOException("The response ended prematurely.");

        protected override bool TryComputeLength(out long length) => (length = 0) > 0;
    }
}
