using System.Net;
using System.Net.Sockets;
using System.Text;
using Riverrun.Host.Client;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Cluster.Tests.Http;

/// <summary>Answers of a coordinator whose connection is lost when half of them has come.</summary>
public sealed class LostAnswerTests
{
    private const string Answer = """{"run":"river","command":"pause"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_look_is_taken_again()
    {
        await using var server = new Server("""{"runs":["river"]}""", lost: 2);
        using var client = server.Client();

        var runs = await client.RunsAsync(Cancel);

        Assert.Equal(["river"], runs);
        Assert.Equal(3, server.Keys.Count);
    }

    [Fact]
    public async Task A_command_is_sent_again_under_its_key()
    {
        await using var server = new Server(Answer, lost: 1);
        using var client = server.Client();

        var accepted = await client.TellAsync("river", "pause", Cancel);

        Assert.Equal("pause", accepted.Command);
        Assert.Equal(2, server.Keys.Count);
        Assert.Single(server.Keys.Distinct());
    }

    [Fact]
    public async Task A_refusal_is_asked_for_again()
    {
        await using var server = new Server("""{"detail":"The run is over."}""", lost: 1, status: 409);
        using var client = server.Client();

        var refused = await Assert.ThrowsAsync<RefusedException>(() => client.TellAsync("river", "pause", Cancel));

        Assert.Equal((409, "The run is over."), (refused.Status, refused.Message));
    }

    [Fact]
    public async Task What_is_lost_every_time_is_said_as_of_a_coordinator_that_is_away()
    {
        await using var server = new Server(Answer, lost: int.MaxValue);
        using var client = server.Client();

        var away = await Assert.ThrowsAsync<ServerUnreachableException>(() => client.RunsAsync(Cancel));

        Assert.StartsWith($"{server.Url} broke the conversation off (", away.Message, StringComparison.Ordinal);
        Assert.Equal(3, server.Keys.Count);
    }

    [Fact]
    public async Task Events_and_bytes_that_break_off_say_who_broke_them_off()
    {
        await using var server = new Server(Answer, lost: int.MaxValue);
        using var client = server.Client();
        var digest = CheckpointDigest.FromHash(new byte[32]);

        var events = await Assert.ThrowsAsync<ServerUnreachableException>(async () =>
        {
            await foreach (var _ in client.EventsAsync("river", after: 0, follow: false, Cancel))
            {
            }
        });
        var bytes = await Assert.ThrowsAsync<ServerUnreachableException>(
            () => client.OpenCheckpointAsync(digest, Cancel));

        Assert.All([events, bytes], away =>
        {
            Assert.StartsWith(
                $"{server.Url} broke off in the middle of its answer (", away.Message, StringComparison.Ordinal);
            Assert.EndsWith("); ask again.", away.Message, StringComparison.Ordinal);
        });
    }

    /// <summary>Answers everything alike, and closes the first connections when half of the answer is out.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly string _answer;
        private readonly int _lost;
        private readonly int _status;
        private readonly Task _serving;

        public Server(string answer, int lost, int status = 200)
        {
            (_answer, _lost, _status) = (answer, lost, status);
            _listener.Start();
            _serving = ServeAsync();
        }

        public string Url => $"http://{_listener.LocalEndpoint}";

        /// <summary>The idempotency key of each request, empty where it had none.</summary>
        public List<string> Keys { get; } = [];

        public RiverrunClient Client() => new(ServerAddress.Parse(Url, token: null, authorityFile: null));

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task ServeAsync()
        {
            while (true)
            {
                using var connection = await _listener.AcceptTcpClientAsync(Cancel);
                using var reader = new StreamReader(connection.GetStream());
                var key = "";

                while (await reader.ReadLineAsync(Cancel) is { Length: > 0 } line)
                    if (line.StartsWith("Idempotency-Key: ", StringComparison.Ordinal))
                        key = line["Idempotency-Key: ".Length..];

                Keys.Add(key);
                var sent = Keys.Count <= _lost ? _answer[..(_answer.Length / 2)] : _answer;
                await connection.GetStream().WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 {_status} Status\r\nContent-Type: application/json\r\nContent-Length: "
                            + $"{_answer.Length}\r\nConnection: close\r\n\r\n{sent}"),
                    Cancel);
                connection.Client.Shutdown(SocketShutdown.Send);
            }
        }
    }
}
