using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Riverrun.Actors.Checkpoints;
using Riverrun.Actors.Edge;
using Riverrun.Actors.Placement;
using Riverrun.Actors.Runs;
using Riverrun.Actors.Telemetry;
using Riverrun.Host.Api;
using Riverrun.Host.Settings;
using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Client;

/// <summary>Speaks to the API. Every refusal is a <see cref="RefusedException"/>.</summary>
internal sealed class RiverrunClient : IHomeReader
{
    /// <summary>A coordinator that takes longer to say how a run stands has stopped, or is cut off.</summary>
    private static readonly TimeSpan LooksWithin = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly IReadOnlyList<ServerAddress>? _servers;

    /// <summary>A client of the process that a home belongs to.</summary>
    /// <param name="socket">Path of its socket.</param>
    public RiverrunClient(string socket) =>
        _http = new HttpClient(Connections.ToSocket(socket))
        {
            BaseAddress = new Uri("http://riverrun"),
            Timeout = Timeout.InfiniteTimeSpan,
        };

    /// <summary>
    /// A client of a cluster. What keeps it from answering is a <see cref="ServerUnreachableException"/>.
    /// </summary>
    /// <param name="servers">Its coordinators, at least one: the next is asked when one cannot be spoken to.</param>
    public RiverrunClient(params IReadOnlyList<ServerAddress> servers)
    {
        _servers = servers;
        _http = new HttpClient(
            Connections.ToServers(servers))
        { BaseAddress = servers[0].Url, Timeout = Timeout.InfiniteTimeSpan };

        if (servers[0].Token is { } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

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
        (await GetAsync("/runs?summaries=false", ApiJson.Default.RunNamesBody, cancel)).Runs;

    /// <summary>The runs in one line each.</summary>
    /// <exception cref="RefusedException">The server is of a build that knows their names only.</exception>
    public async Task<IReadOnlyList<RunSummary>> SummariesAsync(CancellationToken cancel) =>
        (await GetAsync("/runs", ApiJson.Default.RunNamesBody, cancel)).Summaries
            ?? throw new RefusedException(
                501, "The server is of an older build, which tells the names of its runs only; ls --json asks for "
                    + "each.");

    /// <summary>Starts a run, or wakes it where it stopped.</summary>
    public Task<AcceptedBody> StartAsync(string source, CancellationToken cancel) =>
        PostAsync("/runs", new StartBody(source), ApiJson.Default.StartBody, ApiJson.Default.AcceptedBody, cancel);

    /// <summary>The run as it stands.</summary>
    public Task<RunView> RunAsync(string run, CancellationToken cancel)
    {
        var look = new HttpRequestMessage(HttpMethod.Get, Path(run));
        look.Options.Set(Failover.BeginsWithin, LooksWithin);

        return SendAsync(look, ApiJson.Default.RunView, cancel);
    }

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
        HistoryBodies.Read(await GetAsync(Path(run) + "/history", ApiJson.Default.HistoryBody, cancel));

    /// <summary>Adds a budget.</summary>
    public Task<AcceptedBody> AddBudgetAsync(string run, long steps, CancellationToken cancel) => PostAsync(
        Path(run) + "/budgets", new BudgetBody(steps), ApiJson.Default.BudgetBody, ApiJson.Default.AcceptedBody,
        cancel);

    /// <summary>Removes a budget.</summary>
    public Task<AcceptedBody> RemoveBudgetAsync(string run, long steps, CancellationToken cancel) => SendAsync(
        new HttpRequestMessage(HttpMethod.Delete, $"{Path(run)}/budgets/{steps}"), ApiJson.Default.AcceptedBody,
        cancel);

    /// <summary>Opens a branch at a kept checkpoint.</summary>
    public Task<AcceptedBody> ForkAsync(string run, ForkBody body, CancellationToken cancel) =>
        PostAsync(Path(run) + "/forks", body, ApiJson.Default.ForkBody, ApiJson.Default.AcceptedBody, cancel);

    /// <summary>Makes a branch of several checkpoints.</summary>
    public Task<AcceptedBody> MergeAsync(string run, MergeBody body, CancellationToken cancel) =>
        PostAsync(Path(run) + "/merges", body, ApiJson.Default.MergeBody, ApiJson.Default.AcceptedBody, cancel);

    /// <summary>Carries out <c>pause</c>, <c>resume</c> or <c>cancel</c>.</summary>
    public Task<AcceptedBody> TellAsync(string run, string verb, CancellationToken cancel) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, $"{Path(run)}/{verb}"), ApiJson.Default.AcceptedBody, cancel);

    /// <summary>Stops one branch of a run for good.</summary>
    public Task<AcceptedBody> CancelBranchAsync(string run, string branch, CancellationToken cancel) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, $"{Path(run)}/branches/{Uri.EscapeDataString(branch)}/cancel"),
        ApiJson.Default.AcceptedBody, cancel);

    /// <summary>Removes a fork of a run.</summary>
    public Task<AcceptedBody> RemoveForkAsync(string run, string fork, CancellationToken cancel) => SendAsync(
        new HttpRequestMessage(HttpMethod.Delete, $"{Path(run)}/forks/{Uri.EscapeDataString(fork)}"),
        ApiJson.Default.AcceptedBody, cancel);

    /// <summary>Verifies a run.</summary>
    public Task<VerifyReport> VerifyAsync(string run, CancellationToken cancel) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, Path(run) + "/verify"), ApiJson.Default.VerifyReport, cancel);

    /// <summary>Collects what nothing can reach.</summary>
    public Task<CollectionReport> CollectAsync(bool dryRun, CancellationToken cancel) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, $"/gc?dryRun={(dryRun ? "true" : "false")}"),
        ApiJson.Default.CollectionReport, cancel);

    /// <summary>The devices that have announced themselves.</summary>
    public Task<IReadOnlyList<DeviceView>> DevicesAsync(CancellationToken cancel) =>
        GetAsync("/devices", ApiJson.Default.IReadOnlyListDeviceView, cancel);

    /// <summary>
    /// A run's events as JSON objects, oldest first. Who follows a coordinator goes on where the stream broke off, as
    /// long as it or another one of the cluster is there within a minute.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="after">Only events with a greater sequence.</param>
    /// <param name="follow">Whether to stay for those to come.</param>
    /// <param name="cancel">Ends the stream.</param>
    /// <param name="query">Which are wanted; null for all.</param>
    public IAsyncEnumerable<JsonObject> EventsAsync(
        string run, long after, bool follow, CancellationToken cancel, EventQuery? query = null) =>
        new EventReader(_http, $"{Path(run)}/events", follow, _servers, query ?? EventQuery.All)
            .ReadAsync(after, cancel);

    /// <summary>
    /// The bytes of a checkpoint, fetched into a file that is gone when the stream is closed,
    /// and found to be what their name says.
    /// </summary>
    /// <exception cref="IOException">Other bytes came.</exception>
    /// <exception cref="ServerUnreachableException">They broke off.</exception>
    public async Task<Stream> OpenCheckpointAsync(CheckpointDigest digest, CancellationToken cancel)
    {
        for (var others = (_servers?.Count ?? 1) - 1; others > 0; others--)
            try
            {
                return await FetchAsync(digest, cancel);
            }
            catch (ServerUnreachableException)
            {
                // Another coordinator has the same bytes.
            }

        return await FetchAsync(digest, cancel);
    }

    private async Task<Stream> FetchAsync(CheckpointDigest digest, CancellationToken cancel)
    {
        using var response = await _http.GetAsync(
            $"/checkpoints/{Uri.EscapeDataString(digest.ToString())}/content", HttpCompletionOption.ResponseHeadersRead,
            cancel);
        await RefusedException.ThrowIfRefusedAsync(response, cancel);
        var file = FetchedFile.Create();

        try
        {
            await CopyAsync(response.Content, file, cancel);
            file.Position = 0;
            var found = CheckpointDigest.FromHash(await SHA256.HashDataAsync(file, cancel));
            file.Position = 0;

            return found == digest
                ? file
                : throw new IOException(
                    $"The bytes that came for checkpoint {digest} have the digest {found}; "
                    + $"ask again, and {ThisProgram.Name} verify checks what the coordinator holds.");
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task CopyAsync(HttpContent content, Stream to, CancellationToken cancel)
    {
        try
        {
            await content.CopyToAsync(to, cancel);
        }
        catch (HttpRequestException cause) when (_servers is not null)
        {
            throw ServerFailures.Lost(_servers, cause);
        }
    }

    private static string Path(string run) => $"/runs/{Uri.EscapeDataString(run)}";

    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), type, cancel);

    private Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType,
        CancellationToken cancel) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body, bodyType) },
            answerType, cancel);

    private async Task<T> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var sent = request;
        using var activity = request.Method == HttpMethod.Get
            ? null
            : RuntimeTelemetry.StartRequest($"{request.Method} {request.RequestUri}", null);

        // HttpClient would name an activity of its own, which nobody exports, and cut the trace in two.
        if (activity is not null)
            request.Headers.Add("traceparent", activity.Id);

        request.Options.Set(RequestRetries.ReadsWhole, true);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        await RefusedException.ThrowIfRefusedAsync(response, cancel);

        return await response.Content.ReadFromJsonAsync(type, cancel)
            ?? throw new RefusedException(500, $"{request.RequestUri} answered with nothing.");
    }
}
