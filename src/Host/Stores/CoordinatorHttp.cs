using Riverrun.Models.Checkpoints;

namespace Riverrun.Host.Stores;

/// <summary>Asks one of several coordinators: always the same one, until it fails.</summary>
/// <param name="client">With what the coordinators want to see, such as a token. Its own timeout must be
/// infinite.</param>
/// <param name="urls">At least one; each with a path that ends with a slash.</param>
internal sealed class CoordinatorHttp(HttpClient client, IReadOnlyList<Uri> urls)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);
    private int _turn;

    /// <summary>The coordinators.</summary>
    public IReadOnlyList<Uri> Urls => urls;

    /// <summary>What to call them in a message.</summary>
    public string Name => string.Join(", ", urls);

    /// <summary>The address of a blob, or of what belongs to it.</summary>
    public static Uri PathOf(Uri url, CheckpointDigest digest, string rest = "") =>
        new(url, $"checkpoints/{Uri.EscapeDataString(digest.ToString())}{rest}");

    /// <summary>Sends a request that is answered soon.</summary>
    public Task<CoordinatorAnswer> SendAsync(Func<Uri, HttpRequestMessage> request, CancellationToken cancel) =>
        SendAsync(request, AnswerWithin, cancel);

    /// <summary>Sends a request and waits for the answer's headers.</summary>
    /// <exception cref="PassingFailureException">There is no answer, or one that asks to come again; the next request
    /// goes to the next coordinator.</exception>
    public async Task<CoordinatorAnswer> SendAsync(
        Func<Uri, HttpRequestMessage> request, TimeSpan within, CancellationToken cancel)
    {
        var url = urls[Volatile.Read(ref _turn) % urls.Count];
        using var message = request(url);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(within);

        try
        {
            var answer = new CoordinatorAnswer(
                url, await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, patience.Token));

            if ((int)answer.Status is not (408 or 423 or 429 or >= 500))
                return answer;

            using (answer)
                throw new PassingFailureException(await answer.ReasonAsync(patience.Token));
        }
        catch (PassingFailureException)
        {
            Leave(url);
            throw;
        }
        catch (HttpRequestException cause)
        {
            Leave(url);
            throw new PassingFailureException(
                $"{url} does not answer ({(cause.InnerException ?? cause).Message.TrimEnd('.')}).", cause);
        }
        catch (OperationCanceledException cause) when (!cancel.IsCancellationRequested)
        {
            Leave(url);
            throw new PassingFailureException($"{url} has not answered within {within.TotalSeconds} s.", cause);
        }
    }

    /// <summary>Lets the next coordinator have the next request, if this one would.</summary>
    public void Leave(Uri url)
    {
        var turn = Volatile.Read(ref _turn);

        if (urls[turn % urls.Count] == url)
            Interlocked.CompareExchange(ref _turn, (turn + 1) % urls.Count, turn);
    }
}
