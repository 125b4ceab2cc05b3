using System.CommandLine;
using System.Text.Json.Nodes;
using Riverrun.Host.Api;
using Riverrun.Host.Web;

namespace Riverrun.Host.Cli;

/// <summary><c>events RUN [--follow]</c>: what is stored about a run, one event a line.</summary>
internal static class EventsVerb
{
    private static readonly string[] Common = ["sequence", "at", "entity", "type", "traceParent"];

    /// <summary>The command.</summary>
    public static Command Command()
    {
        var run = Verb.RunArgument();
        var follow = new Option<bool>("--follow", "-f") { Description = "Goes on with what is stored from now on." };
        var after = new Option<long>("--after") { Description = "Only events with a greater sequence." }.Within();

        var type = new Option<string[]>("--type")
        {
            Description =
                "Only events of these types, such as branch-checkpoint-saved; several with commas or by repeating it.",
            HelpName = "TYPE",
        };
        var branch = new Option<string?>("--branch") { Description = "Only what happened to one branch." };
        var since = new Option<string?>(
            "--since")
        { Description = $"Only from there on: {EventFilter.SinceIs}.", HelpName = "WHEN" };
        var limit = new Option<long?>("--limit") { Description = "At most so many, the first." }.Within(
            1, int.MaxValue);
        var last = new Option<long?>("--last") { Description = "Of what is stored only so many, the newest." }.Within(
            1, int.MaxValue);

        return new Command(
            "events", "Prints a run's stored events.") { run, follow, after, type, branch, since, limit, last }
            .Does(async (parsed, invocation, cancel) =>
            {
                using var look = await invocation.LookAsync(cancel);
                var events = look.Runs.EventsAsync(
                    parsed.GetRequiredValue(run), parsed.GetValue(after), parsed.GetValue(follow), cancel,
                    new EventQuery(
                        parsed.GetValue(type), parsed.GetValue(branch), parsed.GetValue(since),
                        (int?)parsed.GetValue(limit), (int?)parsed.GetValue(last)));

                await foreach (var stored in events)
                {
                    await invocation.Out.WriteLineAsync(
                        invocation.Json ? stored.ToJsonString(RelaxedJson.Options) : Line(stored));
                    await invocation.Out.FlushAsync(cancel);
                }

                return ExitCode.Done;
            });
    }

    private static string Line(JsonObject stored)
    {
        var fields = stored.Where(field => !Common.Contains(field.Key))
            .Select(field => $"{field.Key}={EventText.Of(field.Value)}");

        return $"{stored["sequence"],6}  {stored["at"]?.GetValue<DateTimeOffset>():HH:mm:ss.fff}  "
            + $"{stored["entity"],-28}  {stored["type"],-26}  {string.Join(" ", fields)}";
    }
}
