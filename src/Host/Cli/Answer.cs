using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Riverrun.Host.Homes;
using Riverrun.Host.Web;

namespace Riverrun.Host.Cli;

/// <summary>How verbs answer: JSON or text, on standard output.</summary>
internal static class Answer
{
    /// <summary>Prints a value as one JSON document, or as the text that people read.</summary>
    public static async Task TellAsync<T>(this Invocation invocation, T value, JsonTypeInfo<T> type, Func<T, string> text) =>
        await invocation.Out.WriteLineAsync(
            invocation.Json ? JsonSerializer.Serialize(value, type) : text(value).TrimEnd('\n'));

    /// <summary>Prints that a command was carried out, and who is to act on it.</summary>
    public static async Task AcceptedAsync(this Invocation invocation, HomeSession session, AcceptedBody accepted, string sentence)
    {
        await invocation.TellAsync(accepted, ApiJson.Default.AcceptedBody, _ => sentence);

        if (accepted.Warning is { } warning)
            await invocation.Error.WriteLineAsync(warning);

        if (session.Owned is not null)
            await invocation.Error.WriteLineAsync("It is stored; no process trains this home now, and the next riverrun run acts on it.");
    }
}
