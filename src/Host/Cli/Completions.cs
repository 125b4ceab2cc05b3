using System.CommandLine.Completions;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Cli;

/// <summary>What a shell may complete.</summary>
internal static class Completions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The runs of the home; none where it cannot be read, for a shell shows no reasons.</summary>
    public static IEnumerable<CompletionItem> Runs(CompletionContext context)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);

            var home = context.ParseResult.GetValue(GlobalOptions.Home);

            return Task.Run(() => RunsAsync(home, patience.Token), patience.Token)
                .WaitAsync(patience.Token).GetAwaiter().GetResult();
        }
        catch
        {
            return [];
        }
    }

    private static async Task<IReadOnlyList<CompletionItem>> RunsAsync(string? home, CancellationToken cancel)
    {
        using var look = await HomeLook.OpenAsync(
            SettingsReader.ReadShipped(home), TimeProvider.System, cancel);

        return [.. (await look.Runs.RunsAsync(cancel)).Select(run => new CompletionItem(run))];
    }
}
