using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Riverrun.Actors.Runs;
using Riverrun.Host.Api;
using Riverrun.Host.Homes;
using Riverrun.Host.Settings;

namespace Riverrun.Host.Cli;

/// <summary>How verbs answer: JSON or text, on standard output.</summary>
internal static class Answer
{
    /// <summary>Prints a value as one JSON document, or as the text that people read.</summary>
    public static async Task TellAsync<T>(
        this Invocation invocation, T value, JsonTypeInfo<T> type, Func<T, string> text) =>
        await invocation.Out.WriteLineAsync(
            invocation.Json ? JsonSerializer.Serialize(value, type) : text(value).TrimEnd('\n'));

    /// <summary>
    /// Carries out a command and prints what it has come to: the run is looked at before it and after it.
    /// </summary>
    /// <param name="invocation">How to say it.</param>
    /// <param name="session">Speaks to the run.</param>
    /// <param name="run">The run.</param>
    /// <param name="command">Sends the command.</param>
    /// <param name="said">What it has come to, as a sentence, and whether anything changed.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task CommandAsync(
        this Invocation invocation,
        HomeSession session,
        string run,
        Func<Task<AcceptedBody>> command,
        Func<RunView, RunView, AcceptedBody, (string Sentence, bool Changed)> said,
        CancellationToken cancel)
    {
        var before = await session.Client.FindAsync(run, cancel);
        var accepted = await command();
        var now = await session.Client.RunAsync(run, cancel);
        var (sentence, changed) = said(before ?? now, now, accepted);

        if (invocation.Json)
        {
            // It is an object.
            var json = JsonSerializer.SerializeToNode(accepted, ApiJson.Default.AcceptedBody)!.AsObject();
            json["status"] = now.Status;
            json["changed"] = changed;
            json["said"] = sentence;
            await invocation.Out.WriteLineAsync(json.ToJsonString(RelaxedJson.Options));
        }
        else
        {
            await invocation.Out.WriteLineAsync(sentence);
        }

        if (accepted.Warning is { } warning)
            await invocation.Error.WriteLineAsync(warning);

        if (changed && session.Owned is not null)
            await invocation.Error.WriteLineAsync(
                $"It is stored; no process trains this home now, and the next {ThisProgram.Name} run acts on it.");
    }
}
