using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Nodes;

/// <summary>
/// Whether the node of a home does its work, asked from beside it: by the socket in its home, or by its worker's lock.
/// </summary>
internal static class NodeHealth
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    /// <summary>Why the coordinator of a home is not ready, as a sentence; null when it is.</summary>
    public static async Task<string?> OfCoordinatorAsync(string home, CancellationToken cancel)
    {
        if (Home.OwnerOf(home) is not { } owner)
            return $"No process serves the home {home}; {ThisProgram.Name} serve does.";

        using var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, connecting) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(owner.Socket), connecting);

                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { Timeout = AnswerWithin };

        try
        {
            using var answer = await client.GetAsync(new Uri("http://localhost/health/ready"), cancel);

            return answer.IsSuccessStatusCode ? null : Detail(await answer.Content.ReadAsStringAsync(cancel));
        }
        catch (Exception wrong)
            when (wrong is HttpRequestException or SocketException || wrong is TaskCanceledException
                && !cancel.IsCancellationRequested)
        {
            return $"Process {owner.Pid} of the home {home} does not answer: "
                + $"{wrong.GetBaseException().Message.TrimEnd('.')}.";
        }
    }

    /// <summary>Why a device of a home has no worker, as a sentence; null when it has one.</summary>
    public static string? OfWorker(string home, WorkerDevice device) => WorkerDirectory.IsTaken(home, device)
        ? null
        : $"No process has {device.Name} of {home}; {ThisProgram.Name} worker --device {device.Name} does.";

    private static string Detail(string problem)
    {
        try
        {
            return JsonNode.Parse(problem)?["detail"]?.GetValue<string>() ?? "It is not ready.";
        }
        catch (JsonException)
        {
            return "It is not ready.";
        }
    }
}
