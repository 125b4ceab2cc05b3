using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Riverrun.Host.Client;

namespace Riverrun.Host.Tests.Client;

/// <summary>Two coordinators of which one is away, dies in the middle, or is not ready.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private static readonly string Nobody = UnusedUrl();

    private readonly Coordinator _first = new();
    private readonly Coordinator _second = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _first.StartAsync();
        await _second.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Who_is_away_is_passed_over_and_who_answered_is_asked_first_from_then_on()
    {
        using var client = Client(Nobody, _first.Url, _second.Url);

        await client.RunsAsync(Cancel);
        await client.RunsAsync(Cancel);

        Assert.Equal((2, 0), (_first.Requests.Count, _second.Requests.Count));
    }

    [Fact]
    public async Task A_command_that_breaks_off_is_repeated_elsewhere_under_its_key()
    {
        _first.BreaksOff = true;
        using var client = Client(_first.Url, _second.Url);

        await client.TellAsync("river", "pause", Cancel);

        Assert.Equal(("POST", 32), (_first.Requests[0].Method, _first.Requests[0].Key.Length));
        Assert.Equal(_first.Requests[0], Assert.Single(_second.Requests));
    }

    [Fact]
    public async Task Who_is_not_ready_is_passed_over_and_a_refusal_is_not()
    {
        _first.Status = 503;
        _second.Status = 404;
        using var client = Client(_first.Url, _second.Url);

        Assert.Null(await client.FindAsync("river", Cancel));
        Assert.Equal((1, 1), (_first.Requests.Count, _second.Requests.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_go_on_at_the_other_where_the_first_died_without_gap_or_double(bool follow)
    {
        _first.BreaksOffAfter = 3;
        using var client = Client(_first.Url, _second.Url);
        var seen = new List<long>();

        await foreach (var stored in client.EventsAsync("river", after: 1, follow, Cancel))
        {
            seen.Add(stored["sequence"]!.GetValue<long>());

            if (seen[^1] == 3)
                await _first.DisposeAsync();

            if (seen[^1] == Coordinator.Events)
                break;
        }

        Assert.Equal([2, 3, 4, 5, 6], seen);
    }

    [Fact]
    public async Task When_none_answers_all_are_named()
    {
        var other = UnusedUrl();
        using var client = Client(Nobody, other);

        var away = await Assert.ThrowsAsync<ServerUnreachableException>(() => client.RunsAsync(Cancel));

        Assert.Equal(
            $"None of the 2 coordinators can be spoken to: {Nobody}: nobody listens there; {other}: nobody listens "
            + "there. "
            + "Start riverrun serve on one of them, or name another address with --url.",
            away.Message);
    }

    private static RiverrunClient Client(params string[] urls) =>
        new(ServerAddresses.Parse(string.Join(',', urls), token: null, authorityFile: null));

    private static string UnusedUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return $"http://{listener.LocalEndpoint}";
    }

    /// <summary>Has one run of six events, and says what it is told to say.</summary>
    private sealed class Coordinator : IAsyncDisposable
    {
        public const int Events = 6;

        private WebApplication? _app;

        public string Url { get; private set; } = "";

        public List<(string Method, string Path, string Key)> Requests { get; } = [];

        public int Status { get; set; } = 200;

        public bool BreaksOff { get; set; }

        public int BreaksOffAfter { get; set; } = int.MaxValue;

        public async Task StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.Run(AnswerAsync);
            await _app.StartAsync(Cancel);
            Url = _app.Urls.Single();
        }

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _app, null) is { } app)
                await app.DisposeAsync();
        }

        private async Task AnswerAsync(HttpContext http)
        {
            lock (Requests)
                Requests.Add(
                    (http.Request.Method, http.Request.Path, http.Request.Headers["Idempotency-Key"].ToString()));

            http.Response.StatusCode = Status;

            if (BreaksOff)
                http.Abort();
            else if (http.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
                await StreamAsync(
                    http, long.Parse(http.Request.Query["after"].ToString()), http.Request.Query["follow"] == "true");
            else
                await http.Response.WriteAsync(
                    http.Request.Method == "POST" ? """{"run":"river","command":"pause"}""" : """{"runs":[]}""", Cancel);
        }

        private async Task StreamAsync(HttpContext http, long after, bool follow)
        {
            for (var sequence = after + 1; sequence <= Events; sequence++)
            {
                await http.Response.WriteAsync(
                    $"id: {sequence}\ndata: {{\"sequence\":{sequence}}}\n\n", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);

                if (sequence == BreaksOffAfter)
                {
                    await http.Response.WriteAsync("id: 99\ndata: {\"sequ", http.RequestAborted);
                    await http.Response.Body.FlushAsync(http.RequestAborted);
                    http.Abort();

                    return;
                }
            }

            if (follow)
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
        }
    }
}
