using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.Devices;
using Riverrun.Actors.Projections;
using Riverrun.Actors.Telemetry;

namespace Riverrun.Host.Web;

/// <summary>Speaks to the API over a Unix socket. Every refusal is a <see cref="RefusedException"/>.</summary>
/// <param name="socket">Path of the socket.</param>
public sealed class RiverrunClient(string socket) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancel) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

            try
            {
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
            }
            catch
            {
                connection.Dispose();
                throw;
            }

            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://riverrun"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>A client of whoever listens on the socket, or null when nobody does.</summary>
    public static async Task<RiverrunClient?> TryConnectAsync(string socket, CancellationToken cancel)
    {
        var client = new RiverrunClient(socket);

        try
        {
            await client.RunsAsync(cancel);

            return client;
        }
        catch (HttpRequestException)
        {
            client.Dispose();

            return null;
        }
    }

    /// <summary>The names of the home's runs.</summary>
    public async Task<IReadOnlyList<string>> RunsAsync(CancellationToken cancel) =>
        (await GetAsync("/runs", ApiJson.Default.RunNamesBody, cancel)).Runs;

    /// <summary>Starts a run, or wakes it where it stopped.</summary>
    public Task<AcceptedBody> StartAsync(string source, CancellationToken cancel) =>
        PostAsync("/runs", new StartBody(source), ApiJson.Default.StartBody, ApiJson.Default.AcceptedBody, cancel);

    /// <summary>The run as it stands.</summary>
    public Task<RunView> RunAsync(string run, CancellationToken cancel) => GetAsync(Path(run), ApiJson.Default.RunView, cancel);

    /// <summary>The run as it stands, or null when there is none of that name.</summary>
    public async Task<RunView?> FindAsync(string run, CancellationToken cancel)
    {
        try
        {
            return await RunAsync(run, cancel);
        }
        catch (RefusedException refused) when (refused.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The resolved spec of a run, as HOCON text.</summary>
    public async Task<string> SpecAsync(string run, CancellationToken cancel) =>
        (await GetAsync(Path(run) + "/spec", ApiJson.Default.SpecBody, cancel)).Source;

    /// <summary>Every step of a run.</summary>
    public async Task<RunHistory> HistoryAsync(string run, CancellationToken cancel) =>
        HistoryResource.FromBody(await GetAsync(Path(run) + "/history", ApiJson.Default.HistoryBody, cancel));

    /// <summary>Adds a budget.</summary>
    public Task<AcceptedBody> AddBudgetAsync(string run, long steps, CancellationToken cancel) => PostAsync(
        Path(run) + "/budgets", new BudgetBody(steps), ApiJson.Default.BudgetBody, ApiJson.Default.AcceptedBody, cancel);

    /// <summary>Removes a budget.</summary>
    public Task<AcceptedBody> RemoveBudgetAsync(string run, long steps, CancellationToken cancel) => SendAsync(
        new HttpRequestMessage(HttpMethod.Delete, $"{Path(run)}/budgets/{steps}"), ApiJson.Default.AcceptedBody, cancel);

    /// <summary>Opens a branch at a kept checkpoint.</summary>
    public Task<AcceptedBody> ForkAsync(string run, ForkBody body, CancellationToken cancel) =>
        PostAsync(Path(run) + "/forks", body, ApiJson.Default.ForkBody, ApiJson.Default.AcceptedBody, cancel);

    /// <summary>Carries out <c>pause</c>, <c>resume</c> or <c>cancel</c>.</summary>
    public Task<AcceptedBody> TellAsync(string run, string verb, CancellationToken cancel) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, $"{Path(run)}/{verb}"), ApiJson.Default.AcceptedBody, cancel);

    /// <summary>Verifies a run.</summary>
    public Task<VerifyReport> VerifyAsync(string run, CancellationToken cancel) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, Path(run) + "/verify"), ApiJson.Default.VerifyReport, cancel);

    /// <summary>Collects what nothing can reach.</summary>
    public Task<CollectionReport> CollectAsync(bool dryRun, CancellationToken cancel) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, $"/gc?dryRun={(dryRun ? "true" : "false")}"), ApiJson.Default.CollectionReport, cancel);

    /// <summary>The devices that have announced themselves.</summary>
    public Task<IReadOnlyList<DeviceView>> DevicesAsync(CancellationToken cancel) =>
        GetAsync("/devices", ApiJson.Default.IReadOnlyListDeviceView, cancel);

    /// <summary>A run's events as JSON objects, oldest first.</summary>
    public async IAsyncEnumerable<JsonObject> EventsAsync(
        string run, long after, bool follow, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"{Path(run)}/events?after={after}&follow={(follow ? "true" : "false")}");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        await RefuseAsync(response, cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));

        while (await reader.ReadLineAsync(cancel) is { } line)
            if (JsonNode.Parse(line) is JsonObject stored)
                yield return stored;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Path(string run) => $"/runs/{Uri.EscapeDataString(run)}";

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), type, cancel);

    private Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancel) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, bodyType) }, answerType, cancel);

    private async Task<T> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var sent = request;
        using var activity = request.Method == HttpMethod.Get
            ? null
            : RuntimeTelemetry.StartRequest($"{request.Method} {request.RequestUri}", null);

        // HttpClient would name an activity of its own, which nobody exports, and cut the trace in two.
        if (activity is not null)
            request.Headers.Add("traceparent", activity.Id);

        using var response = await _http.SendAsync(request, cancel);
        await RefuseAsync(response, cancel);

        return await response.Content.ReadFromJsonAsync(type, cancel)
            ?? throw new RefusedException(500, $"{request.RequestUri} answered with nothing.");
    }

    private static async Task RefuseAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.IsSuccessStatusCode)
            return;

        var text = await response.Content.ReadAsStringAsync(cancel);
        throw new RefusedException((int)response.StatusCode, Detail(text) ?? $"The API answered {(int)response.StatusCode}.");
    }

    private static string? Detail(string text)
    {
        try
        {
            return JsonNode.Parse(text)?["detail"]?.GetValue<string>();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
