namespace Riverrun.Host.Client;

/// <summary>Asks again while a coordinator is away: it restarts, or another takes its place.</summary>
internal static class Patience
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Asks until there is an answer; what goes wrong for too long goes through, with the time it took.
    /// </summary>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask, TimeProvider time, CancellationToken cancel)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(Pause, time, cancel))
            try
            {
                return await ask();
            }
            catch (Exception away) when (away is ServerUnreachableException or RefusedException { Status: 503 }
                && time.GetElapsedTime(began) < Longest)
            {
            }
            catch (ServerUnreachableException away)
            {
                throw new ServerUnreachableException(
                    $"There has been no news for {time.GetElapsedTime(began).TotalSeconds:0} s. {away.Message} A run "
                    + "goes on where "
                    + "another coordinator of its cluster is up; name all of them with --url, commas between them.",
                    away);
            }
    }
}
